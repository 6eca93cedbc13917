package org.ambrosia.runtime.api;

import java.nio.file.Path;
import java.time.Duration;

/**
 * The settings by which an {@link OutsideCaller} finds instances and talks to them: an immutable
 * value, checked as a whole when it is built.
 *
 * @param registryDirectory the directory by which instances are found
 * @param tlsDirectory the directory of the files for encryption; null if links are not encrypted
 * @param maxMessageBytes the largest call, in bytes, that is sent or taken
 * @param mostBytes how many bytes of calls may be not durable before the next call waits
 * @param peerTimeout how long a link may be silent before it is taken for dead and dialed again
 * @param callTimeout how long a call with a result may be without it before the call fails; 0 for
 *     ever
 * @param closeTimeout how long {@link OutsideCaller#close} waits
 */
public record CallerConfig(
        Path registryDirectory,
        Path tlsDirectory,
        int maxMessageBytes,
        long mostBytes,
        Duration peerTimeout,
        Duration callTimeout,
        Duration closeTimeout) {

    /** Checks every setting. */
    public CallerConfig {
        InstanceConfig.check(registryDirectory != null, "registryDirectory", registryDirectory, "a directory");
        InstanceConfig.checkMaxMessageBytes(maxMessageBytes);
        InstanceConfig.check(mostBytes >= 1 << 16, "mostBytes", mostBytes, "65536 or more");
        InstanceConfig.checkPeerTimeout(peerTimeout);
        InstanceConfig.check(
                callTimeout != null && !callTimeout.isNegative() && callTimeout.compareTo(Duration.ofDays(3650)) <= 0,
                "callTimeout",
                callTimeout,
                "0 to 3650 days");
        InstanceConfig.check(
                closeTimeout != null && !closeTimeout.isNegative(), "closeTimeout", closeTimeout, "0 or more");
    }

    /** Begins a configuration. */
    public static Builder builder() {
        return new Builder();
    }

    /** Gathers settings; every one has a default. Not thread-safe. */
    public static final class Builder {
        private Path registryDirectory = InstanceConfig.defaultRegistryDirectory();
        private Path tlsDirectory;
        private int maxMessageBytes = InstanceConfig.DEFAULT_MAX_MESSAGE_BYTES;
        private long mostBytes = 64L << 20;
        private Duration peerTimeout = Duration.ofSeconds(5);
        private Duration callTimeout = Duration.ofMinutes(1);
        private Duration closeTimeout = Duration.ofSeconds(10);

        private Builder() {}

        /**
         * The directory of the registry. Default: the system property {@code ambrosia.registry},
         * else the environment's {@code AMBROSIA_REGISTRY}, else {@code ambrosia-data/registry}.
         */
        public Builder registryDirectory(Path directory) {
            this.registryDirectory = directory;
            return this;
        }

        /**
         * The directory of {@code cert.pem}, {@code key.pem} and {@code ca.pem}. The certificate is
         * for the name {@code outside-caller}. Default: null, no encryption.
         */
        public Builder tlsDirectory(Path directory) {
            this.tlsDirectory = directory;
            return this;
        }

        /** The largest call in bytes. Default: 64 MiB. */
        public Builder maxMessageBytes(int bytes) {
            this.maxMessageBytes = bytes;
            return this;
        }

        /**
         * The number of bytes of calls that may be not durable before the next call waits. Default:
         * 64 MiB.
         */
        public Builder mostBytes(long bytes) {
            this.mostBytes = bytes;
            return this;
        }

        /** The time for which a silent link is taken for alive. Default: 5 s. */
        public Builder peerTimeout(Duration timeout) {
            this.peerTimeout = timeout;
            return this;
        }

        /**
         * The time that a call with a result may be without it before the call fails with
         * {@link ErrorTag#CallTimeout}. The call may be executed all the same. 0 for ever. Default:
         * 1 minute.
         */
        public Builder callTimeout(Duration timeout) {
            this.callTimeout = timeout;
            return this;
        }

        /**
         * The time that {@link OutsideCaller#close} waits for calls that are not durable or not
         * answered. Default: 10 s.
         */
        public Builder closeTimeout(Duration timeout) {
            this.closeTimeout = timeout;
            return this;
        }

        /**
         * Checks all settings and creates the value.
         *
         * @throws InvalidConfigurationException if a setting is wrong
         */
        public CallerConfig build() {
            return new CallerConfig(
                    registryDirectory,
                    tlsDirectory,
                    maxMessageBytes,
                    mostBytes,
                    peerTimeout,
                    callTimeout,
                    closeTimeout);
        }
    }
}
