package org.ambrosia.runtime.api;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * The settings by which an application finds its coordinator in another process: an immutable
 * value, checked as a whole when it is built.
 */
public final class ApplicationConfig {
    private final String name;
    private final BindingPorts ports;
    private final Path registryDirectory;
    private final int maxMessageBytes;
    private final long retainedBytes;
    private final CoordinatorLoss coordinatorLoss;

    private ApplicationConfig(Builder from) {
        this.name = InstanceNames.check(from.name);
        this.ports = checkedPorts(from.ports);
        this.registryDirectory = from.registryDirectory;
        this.maxMessageBytes = from.maxMessageBytes;
        this.retainedBytes = from.retainedBytes;
        this.coordinatorLoss = from.coordinatorLoss;
        check();
    }

    /** Checks every setting. */
    private void check() {
        Settings.check(registryDirectory != null, "registryDirectory", registryDirectory, "a directory");
        Settings.checkMaxMessageBytes(maxMessageBytes);
        Settings.check(retainedBytes >= 0, "retainedBytes", retainedBytes, "0 or more");
        Settings.check(coordinatorLoss != null, "coordinatorLoss", coordinatorLoss, "WAIT or END");
    }

    private static BindingPorts checkedPorts(@Nullable BindingPorts ports) {
        if (ports == null) {
            throw Settings.wrong("ports", "none", "the two ports with which the instance was registered");
        }
        return ports;
    }

    /** Begins a configuration for the application of the instance of this name. */
    public static Builder builder(String name) {
        return new Builder(name);
    }

    /** The instance's name. */
    public String name() {
        return name;
    }

    /** The two loopback ports between the coordinator and the application. */
    public BindingPorts ports() {
        return ports;
    }

    /**
     * The directory in which the coordinator left the token; the application must present that
     * token.
     */
    public Path registryDirectory() {
        return registryDirectory;
    }

    /** The largest call, in bytes, that is sent or taken; the same as the coordinator's. */
    public int maxMessageBytes() {
        return maxMessageBytes;
    }

    /**
     * How many bytes of calls are kept to be sent again: calls that the coordinator could lose if
     * it ended now.
     */
    public long retainedBytes() {
        return retainedBytes;
    }

    /** What the application does when the coordinator is gone. */
    public CoordinatorLoss coordinatorLoss() {
        return coordinatorLoss;
    }

    /** Begins a configuration with these settings. */
    public Builder toBuilder() {
        return new Builder(this);
    }

    /** Gathers settings; only the ports have no default. Not thread-safe. */
    public static final class Builder {
        private final String name;
        private @Nullable BindingPorts ports;
        private Path registryDirectory = Settings.REGISTRY;
        private int maxMessageBytes = Settings.DEFAULT_MAX_MESSAGE_BYTES;
        private long retainedBytes = 256L << 20;
        private CoordinatorLoss coordinatorLoss = CoordinatorLoss.WAIT;

        private Builder(String name) {
            this.name = name;
        }

        private Builder(ApplicationConfig from) {
            this.name = from.name;
            this.ports = from.ports;
            this.registryDirectory = from.registryDirectory;
            this.maxMessageBytes = from.maxMessageBytes;
            this.retainedBytes = from.retainedBytes;
            this.coordinatorLoss = from.coordinatorLoss;
        }

        /** The two loopback ports with which the instance was registered. */
        public Builder ports(BindingPorts ports) {
            this.ports = ports;
            return this;
        }

        /**
         * The directory of the registry. Default: {@code ambrosia-data/registry}.
         */
        public Builder registryDirectory(Path directory) {
            this.registryDirectory = directory;
            return this;
        }

        /** The largest call in bytes. Default: 64 MiB. */
        public Builder maxMessageBytes(int bytes) {
            this.maxMessageBytes = bytes;
            return this;
        }

        /**
         * The number of bytes of calls that are kept to be sent again after the coordinator's end.
         * Default: 256 MiB.
         */
        public Builder retainedBytes(long bytes) {
            this.retainedBytes = bytes;
            return this;
        }

        /**
         * The reaction of the application when the coordinator is gone. Default:
         * {@link CoordinatorLoss#WAIT}.
         */
        public Builder coordinatorLoss(CoordinatorLoss action) {
            this.coordinatorLoss = action;
            return this;
        }

        /**
         * Checks all settings and creates the value.
         *
         * @throws InvalidConfigurationException if a setting is wrong
         */
        public ApplicationConfig build() {
            return new ApplicationConfig(this);
        }
    }
}
