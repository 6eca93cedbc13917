package org.ambrosia.runtime.api;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * The settings with which one instance is deployed: an immutable value, checked as a whole when it
 * is built.
 */
public final class InstanceConfig {
    /** Stands for no replica. */
    private static final int ALONE = Integer.MIN_VALUE;

    private static final Duration MAX_LEASE = Duration.ofMinutes(10);

    /**
     * The addresses that stand for all addresses of a machine. A socket that is bound to one of
     * them listens on all addresses, but peers can't be sent there.
     */
    private static final Set<String> ANY_ADDRESS = Set.of("0.0.0.0", "::", "[::]", "0:0:0:0:0:0:0:0", "0", "*");

    private final String name;
    private final String host;
    /** Null if it is the host. */
    private final @Nullable String advertisedHost;

    private final int port;
    private final LogLocation log;
    private final Path registryDirectory;
    private final int maxMessageBytes;
    private final long segmentBytes;
    private final int checkpointsKept;
    /** The number of the replica, or {@link #ALONE}. */
    private final int replica;

    private final boolean takesOver;
    private final Duration lease;
    private final @Nullable Duration checkpointerTimeout;
    private final Durability durability;
    private final @Nullable Path tlsDirectory;
    private final Duration peerTimeout;
    private final Duration clientTimeout;
    private final Duration checkpointAtClose;
    private final Predicate<String> allowedPeers;
    private final boolean networkFileSystem;

    private InstanceConfig(Builder from) {
        this.name = from.name;
        this.host = from.host;
        this.advertisedHost = from.advertisedHost;
        this.port = from.port;
        this.log = from.log;
        this.registryDirectory = from.registryDirectory;
        this.maxMessageBytes = from.maxMessageBytes;
        this.segmentBytes = from.segmentBytes;
        this.checkpointsKept = from.checkpointsKept;
        this.replica = from.replica;
        this.takesOver = from.takesOver;
        this.lease = from.lease;
        this.checkpointerTimeout = from.checkpointerTimeout;
        this.durability = from.durability;
        this.tlsDirectory = from.tlsDirectory;
        this.peerTimeout = from.peerTimeout;
        this.clientTimeout = from.clientTimeout;
        this.checkpointAtClose = from.checkpointAtClose;
        this.allowedPeers = from.allowedPeers;
        this.networkFileSystem = from.networkFileSystem;
        check();
    }

    /** Checks every setting. */
    private void check() {
        InstanceNames.check(name);
        Settings.check(host != null && !host.isBlank(), "host", host, "a host name or address");
        Settings.check(
                !advertisedHost().isBlank() && !ANY_ADDRESS.contains(advertisedHost()),
                "advertisedHost",
                advertisedHost(),
                "a host name or address by which peers reach the coordinator, which one that stands for all of a machine is not");
        Settings.check(port >= 0 && port <= 65_535, "port", port, "0 to 65535");
        Settings.check(log != null, "log", log, "a location");
        Settings.check(registryDirectory != null, "registryDirectory", registryDirectory, "a directory");
        Settings.checkMaxMessageBytes(maxMessageBytes);
        Settings.check(
                segmentBytes >= 1 << 14 && segmentBytes <= 1L << 40,
                "segmentBytes",
                segmentBytes,
                "16384 to 1099511627776");
        Settings.check(checkpointsKept >= 1, "checkpointsKept", checkpointsKept, "at least 1");
        Settings.check(replica == ALONE || (replica >= 0 && replica < 1 << 12), "replica", replica, "0 to 4095");
        Settings.check(
                takesOver || !isReplicated(),
                "takesOver",
                takesOver,
                "no setting, since replica " + replica + " shares its log with other processes anyway");
        Settings.check(
                Settings.isBetween(Settings.MIN_TIMEOUT, lease, MAX_LEASE), "lease", lease, "100 ms to 10 minutes");
        Settings.check(
                checkpointerTimeout == null
                        || Settings.isBetween(Duration.ZERO, checkpointerTimeout, Settings.MAX_TIMEOUT),
                "checkpointerTimeout",
                checkpointerTimeout,
                "0 to 3650 days, or none");
        Settings.check(durability != null, "durability", durability, "one of Durability");
        Settings.checkPeerTimeout(peerTimeout);
        Settings.check(
                Settings.isBetween(peerTimeout, clientTimeout, Settings.MAX_TIMEOUT),
                "clientTimeout",
                clientTimeout,
                "peerTimeout, which is " + peerTimeout + ", to 3650 days");
        Settings.check(
                Settings.isBetween(Duration.ZERO, checkpointAtClose, Settings.MAX_TIMEOUT),
                "checkpointAtClose",
                checkpointAtClose,
                "0 to 3650 days");
        Settings.check(allowedPeers != null, "allowedPeers", allowedPeers, "a predicate");
    }

    /** Begins a configuration for the instance of this name; everything else has a default. */
    public static Builder builder(String name) {
        return new Builder(name);
    }

    /**
     * The instance's name: 1 to 63 of letters, digits, {@code . _ -}, starting with a letter or
     * digit.
     */
    public String name() {
        return name;
    }

    /** The address on which the coordinator listens for peers; loopback unless given. */
    public String host() {
        return host;
    }

    /** The host name or address by which peers reach it. */
    public String advertisedHost() {
        return advertisedHost == null ? host : advertisedHost;
    }

    /** The port on which it listens; 0 takes a free one. */
    public int port() {
        return port;
    }

    /** The location of the instances' logs. */
    public LogLocation log() {
        return log;
    }

    /** The directory in which instances find each other's addresses. */
    public Path registryDirectory() {
        return registryDirectory;
    }

    /** The largest call, in bytes, that is sent or taken; bounds every length read from outside. */
    public int maxMessageBytes() {
        return maxMessageBytes;
    }

    /**
     * The size of a log segment, in bytes, at which a checkpoint is taken and the next segment
     * begins.
     */
    public long segmentBytes() {
        return segmentBytes;
    }

    /** How many checkpoints retention keeps, with the segments after them: at least 1. */
    public int checkpointsKept() {
        return checkpointsKept;
    }

    /** The number of this replica, 0 for the first; 0 if the instance has no replicas. */
    public int replica() {
        return Math.max(0, replica);
    }

    /**
     * Whether this process asks another process that runs the instance to end, and waits for it.
     */
    public boolean takesOver() {
        return takesOver;
    }

    /**
     * Whether several replicas share the log: one is primary, another takes the checkpoints, the
     * rest are standbys.
     */
    public boolean isReplicated() {
        return replica != ALONE;
    }

    /** How long a primary may show no sign of life before another process takes its place. */
    public Duration lease() {
        return lease;
    }

    /**
     * How long the replicas have no checkpointer before a standby becomes it; empty if no standby
     * ever does.
     */
    public Optional<Duration> checkpointerTimeout() {
        return Optional.ofNullable(checkpointerTimeout);
    }

    /** Where records must be before they are acted on. */
    public Durability durability() {
        return durability;
    }

    /**
     * The directory of the PEM files by which links to peers are encrypted and both sides
     * identified; empty if links are not encrypted.
     */
    public Optional<Path> tlsDirectory() {
        return Optional.ofNullable(tlsDirectory);
    }

    /** How long a link may be silent before it is taken for dead and dialed again. */
    public Duration peerTimeout() {
        return peerTimeout;
    }

    /** How long an {@link AmbrosiaClient} may be without a link before the instance forgets it. */
    public Duration clientTimeout() {
        return clientTimeout;
    }

    /**
     * How long {@link Instance#close} may wait for a checkpoint of the log since the last
     * one; 0 if none is taken.
     */
    public Duration checkpointAtClose() {
        return checkpointAtClose;
    }

    /** Which instances and clients may have a link to this one, by name. */
    public Predicate<String> allowedPeers() {
        return allowedPeers;
    }

    /** Whether the log may be on a file system of a kind that several machines may share. */
    public boolean networkFileSystem() {
        return networkFileSystem;
    }

    /** Begins a configuration with these settings. */
    public Builder toBuilder() {
        return new Builder(this);
    }

    /** Gathers settings; every one has a default. Not thread-safe. */
    public static final class Builder {
        private final String name;
        private String host = "127.0.0.1";
        private @Nullable String advertisedHost;
        private int port;
        private LogLocation log = LogLocation.of(Path.of("ambrosia-data", "logs"));
        private Path registryDirectory = Settings.REGISTRY;
        private int maxMessageBytes = Settings.DEFAULT_MAX_MESSAGE_BYTES;
        private long segmentBytes = 256L << 20;
        private int checkpointsKept = 2;
        private int replica = ALONE;
        private boolean takesOver = true;
        private Duration lease = Duration.ofSeconds(1);
        private @Nullable Duration checkpointerTimeout = Duration.ofSeconds(30);
        private Durability durability = Durability.STABLE_STORAGE;
        private @Nullable Path tlsDirectory;
        private Duration peerTimeout = Duration.ofSeconds(5);
        private Duration clientTimeout = Duration.ofMinutes(10);
        private Duration checkpointAtClose = Duration.ofSeconds(5);
        private Predicate<String> allowedPeers = peer -> true;
        private boolean networkFileSystem;

        private Builder(String name) {
            this.name = name;
        }

        private Builder(InstanceConfig from) {
            this.name = from.name;
            this.host = from.host;
            this.advertisedHost = from.advertisedHost;
            this.port = from.port;
            this.log = from.log;
            this.registryDirectory = from.registryDirectory;
            this.maxMessageBytes = from.maxMessageBytes;
            this.segmentBytes = from.segmentBytes;
            this.checkpointsKept = from.checkpointsKept;
            this.replica = from.replica;
            this.takesOver = from.takesOver;
            this.lease = from.lease;
            this.checkpointerTimeout = from.checkpointerTimeout;
            this.durability = from.durability;
            this.tlsDirectory = from.tlsDirectory;
            this.peerTimeout = from.peerTimeout;
            this.clientTimeout = from.clientTimeout;
            this.checkpointAtClose = from.checkpointAtClose;
            this.allowedPeers = from.allowedPeers;
            this.networkFileSystem = from.networkFileSystem;
        }

        /**
         * The address on which the coordinator listens for peers; {@code 0.0.0.0} is every address
         * of the machine, and needs an {@linkplain #advertisedHost advertised host}. Default:
         * 127.0.0.1.
         */
        public Builder host(String host) {
            this.host = host;
            return this;
        }

        /**
         * The host name or address that the registry gives to peers. Default: the
         * {@linkplain #host host}.
         */
        public Builder advertisedHost(String host) {
            this.advertisedHost = host;
            return this;
        }

        /** The port on which peers reach the coordinator. Default: 0, any free port. */
        public Builder port(int port) {
            this.port = port;
            return this;
        }

        /**
         * The directory of the logs, each in a folder of its own. Default:
         * {@code ambrosia-data/logs}.
         */
        public Builder log(Path directory) {
            return log(LogLocation.of(directory));
        }

        /**
         * The location of the logs: a directory, or a scheme and a text for its log engine, in the
         * format that {@link LogLocation#parse} reads.
         *
         * @throws InvalidConfigurationException if the text is not a location
         */
        public Builder log(String location) {
            return log(LogLocation.parse(location));
        }

        /** The location of the logs. */
        public Builder log(LogLocation location) {
            this.log = location;
            return this;
        }

        /**
         * The directory of the registry, the same for all instances. Default:
         * {@code ambrosia-data/registry}.
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
         * The size in bytes at which a segment ends and a checkpoint is taken. Default: 256 MiB.
         */
        public Builder segmentBytes(long bytes) {
            this.segmentBytes = bytes;
            return this;
        }

        /** The number of checkpoints that are kept with their segments. Default: 2. */
        public Builder checkpointsKept(int count) {
            this.checkpointsKept = count;
            return this;
        }

        /**
         * Makes this process one of several replicas, which share the instance's log. The first
         * replica ever started is the primary. The next takes the checkpoints and never becomes
         * primary. All others are standbys; one of them becomes primary when the primary ends. When
         * all have ended and are started again, the first takes the checkpoints and the second
         * becomes primary. Default: the instance stands alone.
         *
         * @param number the number of this replica, 0 to 4095; each has its own
         */
        public Builder replica(int number) {
            this.replica = number;
            return this;
        }

        /**
         * Decides what happens if an instance that stands alone runs already, in another process.
         * If true, this process asks the other one to end, and goes on where that ended; this moves
         * an instance without a loss. If false, starting fails. Default: true.
         */
        public Builder takesOver(boolean wanted) {
            this.takesOver = wanted;
            return this;
        }

        /**
         * The time that a primary may show no sign of life, because it hangs or its disk does,
         * before another process takes its place; 100 ms to 10 minutes. The replaced primary ends.
         * The death of a primary is noticed at once. Default: 1 second.
         */
        public Builder lease(Duration lease) {
            this.lease = lease;
            return this;
        }

        /**
         * The time that the replicas have no checkpointer before a standby becomes it, and stays
         * it, if there is another standby; 0 to 3650 days. Default: 30 seconds.
         */
        public Builder checkpointerTimeout(Duration timeout) {
            this.checkpointerTimeout = Objects.requireNonNull(timeout, "timeout");
            return this;
        }

        /**
         * Lets no standby become the checkpointer. If the replicas have none, the log grows until a
         * replica is started.
         */
        public Builder withoutCheckpointerTimeout() {
            this.checkpointerTimeout = null;
            return this;
        }

        /**
         * The place where records must be before they are acted on. Default:
         * {@link Durability#STABLE_STORAGE}.
         */
        public Builder durability(Durability durability) {
            this.durability = durability;
            return this;
        }

        /**
         * Encrypts links to peers, and identifies both sides by certificates, with the files of a
         * directory. They are {@code cert.pem} (this instance's certificate, with the instance's
         * name as a DNS name, and the certificates above it), {@code key.pem} (its private key,
         * PKCS #8) and {@code ca.pem} (the certificates to trust). The next link uses files that
         * were replaced. All instances that talk to each other must have this setting. Default:
         * none, links are not encrypted.
         */
        public Builder tlsDirectory(Path directory) {
            this.tlsDirectory = Objects.requireNonNull(directory, "directory");
            return this;
        }

        /** The time for which a silent link is taken for alive. Default: 5 seconds. */
        public Builder peerTimeout(Duration timeout) {
            this.peerTimeout = timeout;
            return this;
        }

        /**
         * The time that a client may be without a link before the instance forgets it.
         * Default: 10 minutes.
         */
        public Builder clientTimeout(Duration timeout) {
            this.clientTimeout = timeout;
            return this;
        }

        /**
         * The time that {@link Instance#close} may wait for a checkpoint; 0 to take none. A
         * checkpoint is taken if something was logged since the last one, so that the next start
         * has nothing to execute again. If the instance has replicas, or its application is another
         * process, none is taken, since these go on. Default: 5 seconds.
         */
        public Builder checkpointAtClose(Duration most) {
            this.checkpointAtClose = most;
            return this;
        }

        /**
         * Decides by name which instances and clients may have a link to this one, and so
         * call it. The coordinator's thread asks it at each handshake, so it must not block. Names
         * are proved by {@linkplain #tlsDirectory TLS} only. A client's name begins with
         * {@code ~}. Default: all.
         */
        public Builder allowedPeers(Predicate<String> allowed) {
            this.allowedPeers = allowed;
            return this;
        }

        /**
         * Decides whether the log may be on a file system of a kind that several machines may
         * share, such as NFS, SMB or FUSE. If false, a log there is refused. If true, a process
         * still joins only after it has seen that memory is shared with the primary. On a file
         * system whose locks fail between machines there can be two primaries for a moment.
         * Default: false.
         */
        public Builder networkFileSystem(boolean allowed) {
            this.networkFileSystem = allowed;
            return this;
        }

        /**
         * Checks all settings and creates the value.
         *
         * @throws InvalidConfigurationException if a setting is wrong
         */
        public InstanceConfig build() {
            return new InstanceConfig(this);
        }
    }
}
