package org.ambrosia.runtime.api;

import java.nio.file.Path;

/**
 * The settings by which an application finds its coordinator in another process: an immutable
 * value, checked as a whole when it is built.
 *
 * @param name the instance's name
 * @param receivePort the loopback port on which the application receives: its coordinator's send
 *     port
 * @param sendPort the loopback port on which the application sends: its coordinator's receive port
 * @param registryDirectory the directory in which the coordinator left the token; the application
 *     must present that token
 * @param maxMessageBytes the largest call, in bytes, that is sent or taken; the same as the
 *     coordinator's
 * @param retainedBytes how many bytes of calls are kept to be sent again: calls that the
 *     coordinator could lose if it ended now
 * @param coordinatorLoss what the application does when the coordinator is gone
 */
public record ApplicationConfig(
        String name,
        int receivePort,
        int sendPort,
        Path registryDirectory,
        int maxMessageBytes,
        long retainedBytes,
        CoordinatorLoss coordinatorLoss) {

    /** Checks every setting. */
    public ApplicationConfig {
        InstanceConfig.checkName(name);
        checkPort("receivePort", receivePort);
        checkPort("sendPort", sendPort);
        InstanceConfig.check(
                receivePort != sendPort,
                "sendPort",
                sendPort,
                "another port than receivePort: the coordinator's receive port, as it was registered with -rp");
        InstanceConfig.check(registryDirectory != null, "registryDirectory", registryDirectory, "a directory");
        InstanceConfig.checkMaxMessageBytes(maxMessageBytes);
        InstanceConfig.check(retainedBytes >= 0, "retainedBytes", retainedBytes, "0 or more");
        InstanceConfig.check(coordinatorLoss != null, "coordinatorLoss", coordinatorLoss, "WAIT or END");
    }

    private static void checkPort(String setting, int port) {
        InstanceConfig.check(
                port >= 1 && port <= 65_535,
                setting,
                port,
                "1 to 65535, one of the two ports with which the instance was registered");
    }

    /** Begins a configuration for the application of the instance of this name. */
    public static Builder builder(String name) {
        return new Builder(name);
    }

    /** Gathers settings; the two ports have no default. Not thread-safe. */
    public static final class Builder {
        private final String name;
        private int receivePort;
        private int sendPort;
        private Path registryDirectory = InstanceConfig.defaultRegistryDirectory();
        private int maxMessageBytes = InstanceConfig.DEFAULT_MAX_MESSAGE_BYTES;
        private long retainedBytes = 256L << 20;
        private CoordinatorLoss coordinatorLoss = CoordinatorLoss.WAIT;

        private Builder(String name) {
            this.name = name;
        }

        /**
         * The port on which the application receives: its coordinator's send port ({@code -sp}).
         */
        public Builder receivePort(int port) {
            this.receivePort = port;
            return this;
        }

        /**
         * The port on which the application sends: its coordinator's receive port ({@code -rp}).
         */
        public Builder sendPort(int port) {
            this.sendPort = port;
            return this;
        }

        /**
         * The directory of the registry. Default: the system property {@code ambrosia.registry},
         * else the environment's {@code AMBROSIA_REGISTRY}, else {@code ambrosia-data/registry}.
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
            return new ApplicationConfig(
                    name, receivePort, sendPort, registryDirectory, maxMessageBytes, retainedBytes, coordinatorLoss);
        }
    }
}
