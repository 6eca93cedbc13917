package org.ambrosia.runtime.api;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;

/**
 * The settings with which one instance is deployed: an immutable value, checked as a whole when it
 * is built.
 *
 * @param name the instance's name: 1 to 63 of letters, digits, {@code . _ -}, starting with a
 *     letter or digit
 * @param host the address on which the coordinator listens for peers; loopback unless given
 * @param advertisedHost the host name or address by which peers reach it
 * @param port the port on which it listens; 0 takes a free one
 * @param log the location of the instances' logs
 * @param registryDirectory the directory in which instances find each other's addresses
 * @param maxMessageBytes the largest call, in bytes, that is sent or taken; bounds every length
 *     read from outside
 * @param segmentBytes the size of a log segment, in bytes, at which a checkpoint is taken and the
 *     next segment begins
 * @param checkpointsKept how many checkpoints retention keeps, with the segments after them: at
 *     least 1
 * @param replica the number of this replica, 0 for the first
 * @param takesOver whether this process asks another process that runs the instance to end, and
 *     waits for it
 * @param replicated whether several replicas share the log: one is primary, another takes the
 *     checkpoints, the rest are standbys
 * @param lease how long a primary may show no sign of life before another process takes its place
 * @param checkpointerTimeout how long the replicas have no checkpointer before a standby becomes
 *     it; null if no standby ever does
 * @param durability where records must be before they are acted on
 * @param tlsDirectory the directory of the PEM files by which links to peers are encrypted and both
 *     sides identified; null if links are not encrypted
 * @param peerTimeout how long a link may be silent before it is taken for dead and dialed again
 * @param callerTimeout how long an {@link OutsideCaller} may be without a link before the instance
 *     forgets it
 * @param checkpointAtClose how long {@link InstanceHandle#close} may wait for a checkpoint of the
 *     log since the last one; 0 if none is taken
 * @param allowedPeers which instances and outside callers may have a link to this one, by name
 * @param networkFileSystem whether the log may be on a file system of a kind that several machines
 *     may share
 */
public record InstanceConfig(
        String name,
        String host,
        String advertisedHost,
        int port,
        LogLocation log,
        Path registryDirectory,
        int maxMessageBytes,
        long segmentBytes,
        int checkpointsKept,
        int replica,
        boolean takesOver,
        boolean replicated,
        Duration lease,
        Duration checkpointerTimeout,
        Durability durability,
        Path tlsDirectory,
        Duration peerTimeout,
        Duration callerTimeout,
        Duration checkpointAtClose,
        Predicate<String> allowedPeers,
        boolean networkFileSystem) {

    static final int DEFAULT_MAX_MESSAGE_BYTES = 64 << 20;

    private static final Duration MIN_TIMEOUT = Duration.ofMillis(100);
    private static final Duration MAX_LEASE = Duration.ofMinutes(10);
    /** Longer timeouts don't fit into 64 bits of nanoseconds, some day. */
    private static final Duration MAX_TIMEOUT = Duration.ofDays(3650);

    private static final List<String> DEVICES = List.of("con", "prn", "aux", "nul");
    private static final int MAX_NAME = 63;
    /**
     * The name in the certificates of all outside callers. An instance of this name would be one of
     * them.
     */
    private static final String OUTSIDE_CALLER = "outside-caller";
    /**
     * The addresses that stand for all addresses of a machine. A socket that is bound to one of
     * them listens on all addresses, but peers can't be sent there.
     */
    private static final Set<String> ANY_ADDRESS = Set.of("0.0.0.0", "::", "[::]", "0:0:0:0:0:0:0:0", "0", "*");

    /** Checks every setting. */
    public InstanceConfig {
        checkName(name);
        check(host != null && !host.isBlank(), "host", host, "a host name or address");
        check(
                advertisedHost != null && !advertisedHost.isBlank() && !ANY_ADDRESS.contains(advertisedHost),
                "advertisedHost",
                advertisedHost,
                "a host name or address by which peers reach the coordinator, which one that stands for all of a machine is not");
        check(port >= 0 && port <= 65_535, "port", port, "0 to 65535");
        check(log != null, "log", log, "a location");
        check(registryDirectory != null, "registryDirectory", registryDirectory, "a directory");
        checkMaxMessageBytes(maxMessageBytes);
        check(
                segmentBytes >= 1 << 14 && segmentBytes <= 1L << 40,
                "segmentBytes",
                segmentBytes,
                "16384 to 1099511627776");
        check(checkpointsKept >= 1, "checkpointsKept", checkpointsKept, "at least 1");
        check(replica >= 0 && replica < 1 << 12, "replica", replica, "0 to 4095");
        check(isBetween(MIN_TIMEOUT, lease, MAX_LEASE), "lease", lease, "100 ms to 10 minutes");
        check(
                checkpointerTimeout == null || isBetween(Duration.ZERO, checkpointerTimeout, MAX_TIMEOUT),
                "checkpointerTimeout",
                checkpointerTimeout,
                "0 to 3650 days, or none");
        check(durability != null, "durability", durability, "one of Durability");
        checkPeerTimeout(peerTimeout);
        check(
                isBetween(peerTimeout, callerTimeout, MAX_TIMEOUT),
                "callerTimeout",
                callerTimeout,
                "peerTimeout, which is " + peerTimeout + ", to 3650 days");
        check(
                isBetween(Duration.ZERO, checkpointAtClose, MAX_TIMEOUT),
                "checkpointAtClose",
                checkpointAtClose,
                "0 to 3650 days");
        check(allowedPeers != null, "allowedPeers", allowedPeers, "a predicate");
    }

    private static boolean isBetween(Duration least, Duration found, Duration most) {
        return found != null && found.compareTo(least) >= 0 && found.compareTo(most) <= 0;
    }

    /** Begins a configuration for the instance of this name; everything else has a default. */
    public static Builder builder(String name) {
        return new Builder(name);
    }

    /**
     * Returns {@code name} if it may name an instance.
     *
     * @throws InvalidConfigurationException if it may not; names become folders and travel on the
     *     wire
     */
    public static String checkName(String name) {
        check(
                name != null && isName(name),
                "instance name",
                name,
                "1 to 63 of letters, digits and . _ -, starting with a letter or digit, not ending with a dot");
        check(!isDevice(name), "instance name", name, "none that Windows has for a device, such as con, nul or com1");
        check(
                !name.equalsIgnoreCase(OUTSIDE_CALLER),
                "instance name",
                name,
                "another name, since this one is in the certificates of all outside callers");
        return name;
    }

    /**
     * Returns whether the characters and the length of {@code name} are those of a name. Each call
     * that is answered leads to this check, so it uses no pattern.
     */
    private static boolean isName(String name) {
        for (int i = 0; i < name.length(); i++) {
            char c = name.charAt(i);
            boolean letterOrDigit = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
            if (!letterOrDigit && (i == 0 || (c != '.' && c != '_' && c != '-'))) {
                return false;
            }
        }
        return !name.isEmpty() && name.length() <= MAX_NAME && name.charAt(name.length() - 1) != '.';
    }

    /**
     * Returns whether Windows opens a device in place of a file of this name, with or without an
     * ending.
     */
    private static boolean isDevice(String name) {
        int dot = name.indexOf('.');
        int length = dot < 0 ? name.length() : dot;
        if (length == 4 && Character.isDigit(name.charAt(3))) {
            return name.regionMatches(true, 0, "com", 0, 3) || name.regionMatches(true, 0, "lpt", 0, 3);
        }
        boolean device = false;
        for (int i = 0; length == 3 && i < DEVICES.size(); i++) {
            device |= name.regionMatches(true, 0, DEVICES.get(i), 0, 3);
        }
        return device;
    }

    static void checkPeerTimeout(Duration peerTimeout) {
        check(isBetween(MIN_TIMEOUT, peerTimeout, MAX_TIMEOUT), "peerTimeout", peerTimeout, "100 ms to 3650 days");
    }

    static void checkMaxMessageBytes(int bytes) {
        check(bytes >= 1 << 10 && bytes <= 1 << 30, "maxMessageBytes", bytes, "1024 to 1073741824");
    }

    /** The directory of the registry unless one is given. */
    static Path defaultRegistryDirectory() {
        String given = System.getProperty("ambrosia.registry", System.getenv("AMBROSIA_REGISTRY"));
        return given == null ? Path.of("ambrosia-data", "registry") : Path.of(given);
    }

    static void check(boolean holds, String setting, Object found, String expected) {
        if (!holds) {
            throw new InvalidConfigurationException(
                    ErrorTag.InvalidConfiguration,
                    "The setting \"" + setting + "\" is wrong: expected " + expected + ", found " + found
                            + ". Correct it where the instance is deployed.");
        }
    }

    /** Gathers settings; every one has a default. Not thread-safe. */
    public static final class Builder {
        private final String name;
        private String host = "127.0.0.1";
        private String advertisedHost;
        private int port;
        private LogLocation log = LogLocation.of(Path.of("ambrosia-data", "logs"));
        private Path registryDirectory = defaultRegistryDirectory();
        private int maxMessageBytes = DEFAULT_MAX_MESSAGE_BYTES;
        private long segmentBytes = 256L << 20;
        private int checkpointsKept = 2;
        private int replica;
        private boolean takesOver = true;
        private boolean replicated;
        private Duration lease = Duration.ofSeconds(1);
        private Duration checkpointerTimeout = Duration.ofSeconds(30);
        private Durability durability = Durability.STABLE_STORAGE;
        private Path tlsDirectory;
        private Duration peerTimeout = Duration.ofSeconds(5);
        private Duration callerTimeout = Duration.ofMinutes(10);
        private Duration checkpointAtClose = Duration.ofSeconds(5);
        private Predicate<String> allowedPeers = peer -> true;
        private boolean networkFileSystem;

        private Builder(String name) {
            this.name = name;
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
         * The directory of the registry, the same for all instances. Default: the system property
         * {@code ambrosia.registry}, else the environment's {@code AMBROSIA_REGISTRY}, else
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

        /** The number of this replica. Default: 0. */
        public Builder replica(int number) {
            this.replica = number;
            return this;
        }

        /**
         * Decides what happens if the instance runs already, in another process. If true, this
         * process asks the other one to end, and goes on where that ended; this moves an instance
         * without a loss. If false, starting fails. Default: true.
         */
        public Builder takesOver(boolean wanted) {
            this.takesOver = wanted;
            return this;
        }

        /**
         * Decides whether the instance has replicas, which share its log. The first replica ever
         * started is the primary. The next takes the checkpoints and never becomes primary. All
         * others are standbys; one of them becomes primary when the primary ends. When all have
         * ended and are started again, the first takes the checkpoints and the second becomes
         * primary. Each replica has a {@linkplain #replica number} of its own. Default: false.
         */
        public Builder replicated(boolean wanted) {
            this.replicated = wanted;
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
         * it, if there is another standby. Null if no standby ever does; then the log grows until a
         * replica is started. Default: 30 seconds.
         */
        public Builder checkpointerTimeout(Duration timeout) {
            this.checkpointerTimeout = timeout;
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
            this.tlsDirectory = directory;
            return this;
        }

        /** The time for which a silent link is taken for alive. Default: 5 seconds. */
        public Builder peerTimeout(Duration timeout) {
            this.peerTimeout = timeout;
            return this;
        }

        /**
         * The time that an outside caller may be without a link before the instance forgets it.
         * Default: 10 minutes.
         */
        public Builder callerTimeout(Duration timeout) {
            this.callerTimeout = timeout;
            return this;
        }

        /**
         * The time that {@link InstanceHandle#close} may wait for a checkpoint; 0 to take none. A
         * checkpoint is taken if something was logged since the last one, so that the next start
         * has nothing to execute again. If the instance has replicas, or its application is another
         * process, none is taken, since these go on. Default: 5 seconds.
         */
        public Builder checkpointAtClose(Duration most) {
            this.checkpointAtClose = most;
            return this;
        }

        /**
         * Decides by name which instances and outside callers may have a link to this one, and so
         * call it. The coordinator's thread asks it at each handshake, so it must not block. Names
         * are proved by {@linkplain #tlsDirectory TLS} only. An outside caller's name begins with
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
            return new InstanceConfig(
                    name,
                    host,
                    advertisedHost == null ? host : advertisedHost,
                    port,
                    log,
                    registryDirectory,
                    maxMessageBytes,
                    segmentBytes,
                    checkpointsKept,
                    replica,
                    takesOver,
                    replicated,
                    lease,
                    checkpointerTimeout,
                    durability,
                    tlsDirectory,
                    peerTimeout,
                    callerTimeout,
                    checkpointAtClose,
                    allowedPeers,
                    networkFileSystem);
        }
    }
}
