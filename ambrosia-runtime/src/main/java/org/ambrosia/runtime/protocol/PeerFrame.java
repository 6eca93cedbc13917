package org.ambrosia.runtime.protocol;

/**
 * What the coordinators of two instances send to each other over a peer link.
 *
 * <p>Both sides begin with {@link Hello}; each answers the other's with {@link Resume}. From then
 * on, each sends the {@link Calls} after the position in the resume that it received. {@link
 * Durable} confirms calls that are on stable storage.
 */
public sealed interface PeerFrame {
    /** The newest version of the link protocol that this release speaks. */
    int VERSION = 2;

    /** The oldest version of the link protocol that this release speaks. */
    int MIN_VERSION = 2;

    /**
     * The first frame of each side. Two sides speak the newest version that both know, and use a
     * feature if both have it.
     *
     * @param minVersion the oldest version of the link protocol that the sender speaks
     * @param version the newest version of the link protocol that the sender speaks
     * @param features a bit for each optional feature that the sender has; none is defined yet
     * @param sender the sending instance
     * @param receiver the instance that the sender expects at the other side
     * @param incarnation the incarnation of the sender's log
     * @param epoch the sender's epoch
     * @param receiverIncarnation the incarnation of the log that the sender expects the other side
     *     to have; 0 if the sender does not know it
     */
    record Hello(
            int minVersion,
            int version,
            long features,
            String sender,
            String receiver,
            long incarnation,
            long epoch,
            long receiverIncarnation)
            implements PeerFrame {
        /**
         * Creates the hello of a side that speaks one version, has no optional feature, and knows
         * nothing of the other side's log.
         */
        public Hello(int version, String sender, String receiver, long incarnation, long epoch) {
            this(version, version, 0, sender, receiver, incarnation, epoch, 0);
        }

        /** Returns whether there is a version that both sides speak. */
        public boolean isUnderstood() {
            return minVersion <= VERSION && version >= MIN_VERSION;
        }
    }

    /**
     * The position up to which the sender of this frame has taken the receiver's calls. The
     * receiver sends the calls after it.
     *
     * @param taken the last calls that were taken, of the incarnation that the receiver's hello
     *     named
     * @param seen how far the receiver's own log had come when it sent the last of them. A receiver
     *     whose log does not have this record has an older log than the one from which the calls
     *     came
     * @param open whether the sender takes the next replayable call whatever its number is
     */
    record Resume(Position taken, LogPosition seen, boolean open) implements PeerFrame {
        /** Creates the resume of a side that has seen nothing of the other's log. */
        public Resume(Position taken) {
            this(taken, LogPosition.NONE, false);
        }
    }

    /**
     * Calls with consecutive numbers of one stream.
     *
     * @param impulseEpoch 0 for replayable calls, for impulses the epoch in which they are numbered
     * @param first the number of the first call
     * @param count how many calls there are, at least 1
     * @param at the last record of the sender's log that was durable when it sent them, and the
     *     epoch in which that was written
     * @param bytes the array that holds them, as consecutive messages without destinations
     * @param offset where they begin
     * @param length how many bytes they take
     */
    record Calls(long impulseEpoch, long first, int count, LogPosition at, byte[] bytes, int offset, int length)
            implements PeerFrame {
        /** Creates calls of a sender whose log has no record. */
        public Calls(long impulseEpoch, long first, int count, byte[] bytes, int offset, int length) {
            this(impulseEpoch, first, count, LogPosition.NONE, bytes, offset, length);
        }
    }

    /**
     * The position up to which the receiver's calls are durable in the sender's log.
     *
     * @param position the last durable calls
     */
    record Durable(Position position) implements PeerFrame {}

    /**
     * Shows that the sender is alive.
     *
     * @param schemaHash the hash of an interface by which the sender calls the receiver; 0 if the
     *     ping does not report one
     */
    record Ping(long schemaHash) implements PeerFrame {
        /** Creates a ping that reports no interface. */
        public Ping() {
            this(0);
        }
    }

    /** The sender is a client that has all its results and will not return. */
    record Farewell() implements PeerFrame {}

    /**
     * The sender refuses this link, and closes it.
     *
     * @param reason the reason, for a program
     * @param message the reason, for people to read
     */
    record Refused(Reason reason, String message) implements PeerFrame {}

    /** The reason why a link is refused. */
    enum Reason {
        /** Another instance was dialed, or another version is spoken. */
        MISMATCH(0),
        /** A newer primary or incarnation has replaced the receiver, which must end. */
        FENCED(1),
        /** Calls that one side needs are gone. */
        CALLS_LOST(2),
        /** Another link between the two is in use. */
        DUPLICATE(3),
        /**
         * The receiver remembers calls that are not in the sender's log: one of the logs was
         * restored, copied, or lost its end.
         */
        HISTORY(4);

        private final int code;

        Reason(int code) {
            this.code = code;
        }

        /** Returns the number of this reason on the wire. */
        int code() {
            return code;
        }
    }
}
