package org.ambrosia.runtime.api;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The settings by which an {@link AmbrosiaClient} finds instances and talks to them: an immutable
 * value, checked as a whole when it is built.
 */
public final class ClientConfig {
    private static final Duration MAX_CALL_TIMEOUT = Duration.ofDays(3650);

    private final Path registryDirectory;
    private final @Nullable Path tlsDirectory;
    private final int maxMessageBytes;
    private final long maxPendingBytes;
    private final Duration peerTimeout;
    private final Duration callTimeout;
    private final Duration closeTimeout;

    private ClientConfig(Builder from) {
        this.registryDirectory = from.registryDirectory;
        this.tlsDirectory = from.tlsDirectory;
        this.maxMessageBytes = from.maxMessageBytes;
        this.maxPendingBytes = from.maxPendingBytes;
        this.peerTimeout = from.peerTimeout;
        this.callTimeout = from.callTimeout;
        this.closeTimeout = from.closeTimeout;
        check();
    }

    /** Checks every setting. */
    private void check() {
        Settings.check(registryDirectory != null, "registryDirectory", registryDirectory, "a directory");
        Settings.checkMaxMessageBytes(maxMessageBytes);
        Settings.check(maxPendingBytes >= 1 << 16, "maxPendingBytes", maxPendingBytes, "65536 or more");
        Settings.checkPeerTimeout(peerTimeout);
        checkCallTimeout(callTimeout);
        Settings.check(closeTimeout != null && !closeTimeout.isNegative(), "closeTimeout", closeTimeout, "0 or more");
    }

    /**
     * Checks how long a call may be without its result.
     *
     * @return the time
     * @throws InvalidConfigurationException if it is out of range
     */
    public static Duration checkCallTimeout(Duration timeout) {
        Settings.check(
                timeout != null && !timeout.isNegative() && timeout.compareTo(MAX_CALL_TIMEOUT) <= 0,
                "callTimeout",
                timeout,
                "0 to 3650 days");
        return timeout;
    }

    /** Begins a configuration. */
    public static Builder builder() {
        return new Builder();
    }

    /** The directory by which instances are found. */
    public Path registryDirectory() {
        return registryDirectory;
    }

    /** The directory of the PEM files by which links are encrypted; empty if they are not. */
    public Optional<Path> tlsDirectory() {
        return Optional.ofNullable(tlsDirectory);
    }

    /** The largest call, in bytes, that is sent or taken. */
    public int maxMessageBytes() {
        return maxMessageBytes;
    }

    /** How many bytes of calls may be not durable before the next call waits. */
    public long maxPendingBytes() {
        return maxPendingBytes;
    }

    /** How long a link may be silent before it is taken for dead and dialed again. */
    public Duration peerTimeout() {
        return peerTimeout;
    }

    /** How long a call with a result may be without it before the call fails; 0 for ever. */
    public Duration callTimeout() {
        return callTimeout;
    }

    /** How long {@link AmbrosiaClient#close} waits. */
    public Duration closeTimeout() {
        return closeTimeout;
    }

    /** Begins a configuration with these settings. */
    public Builder toBuilder() {
        return new Builder(this);
    }

    /** Gathers settings; every one has a default. Not thread-safe. */
    public static final class Builder {
        private Path registryDirectory = Settings.REGISTRY;
        private @Nullable Path tlsDirectory;
        private int maxMessageBytes = Settings.DEFAULT_MAX_MESSAGE_BYTES;
        private long maxPendingBytes = 64L << 20;
        private Duration peerTimeout = Duration.ofSeconds(5);
        private Duration callTimeout = Duration.ofMinutes(1);
        private Duration closeTimeout = Duration.ofSeconds(10);

        private Builder() {}

        private Builder(ClientConfig from) {
            this.registryDirectory = from.registryDirectory;
            this.tlsDirectory = from.tlsDirectory;
            this.maxMessageBytes = from.maxMessageBytes;
            this.maxPendingBytes = from.maxPendingBytes;
            this.peerTimeout = from.peerTimeout;
            this.callTimeout = from.callTimeout;
            this.closeTimeout = from.closeTimeout;
        }

        /**
         * The directory of the registry. Default: {@code ambrosia-data/registry}.
         */
        public Builder registryDirectory(Path directory) {
            this.registryDirectory = directory;
            return this;
        }

        /**
         * The directory of {@code cert.pem}, {@code key.pem} and {@code ca.pem}. The certificate is
         * for the name {@code ambrosia-client}. Default: none, no encryption.
         */
        public Builder tlsDirectory(Path directory) {
            this.tlsDirectory = Objects.requireNonNull(directory, "directory");
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
        public Builder maxPendingBytes(long bytes) {
            this.maxPendingBytes = bytes;
            return this;
        }

        /** The time for which a silent link is taken for alive. Default: 5 s. */
        public Builder peerTimeout(Duration timeout) {
            this.peerTimeout = timeout;
            return this;
        }

        /**
         * The time that a call with a result may be without it before the call fails with
         * {@link ErrorTag#CALL_TIMEOUT}. The call may be executed all the same. 0 for ever.
         * Default: 1 minute.
         */
        public Builder callTimeout(Duration timeout) {
            this.callTimeout = timeout;
            return this;
        }

        /**
         * The time that {@link AmbrosiaClient#close} waits for calls that are not durable or not
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
        public ClientConfig build() {
            return new ClientConfig(this);
        }
    }
}
