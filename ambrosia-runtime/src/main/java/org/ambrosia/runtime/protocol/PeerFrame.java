package org.ambrosia.runtime.protocol;

/**
 * What the coordinators of two instances say to each other over a peer link.
 *
 * <p>Both sides begin with {@link Hello}; each answers the other's with {@link Resume}, and from then on sends
 * {@link Calls} behind the position that it was told. {@link Durable} confirms calls that are on stable storage.
 */
public sealed interface PeerFrame {
    /** The newest version of the link protocol that is spoken here. */
    int VERSION = 2;

    /** The oldest version of the link protocol that is spoken here. */
    int MIN_VERSION = 2;

    /**
     * Who is there. Two sides speak the newest version that both know, and use a feature if both have it.
     *
     * @param minVersion the oldest version of the link protocol that the sender speaks
     * @param version the newest
     * @param features a bit for each optional feature that the sender has; none is defined yet
     * @param sender the sending instance
     * @param receiver the instance that the sender takes the other side for
     * @param incarnation the incarnation of the sender's log
     * @param epoch the sender's epoch
     * @param receiverIncarnation the incarnation of the log that the sender takes the other side to have; 0 if it does not know
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
        /** Creates the hello of a side that speaks one version and has no optional feature, and knows nothing of the other side's log. */
        public Hello(int version, String sender, String receiver, long incarnation, long epoch) {
            this(version, version, 0, sender, receiver, incarnation, epoch, 0);
        }

        /** Returns whether there is a version that both sides speak. */
        public boolean isUnderstood() {
            return minVersion <= VERSION && version >= MIN_VERSION;
        }
    }

    /**
     * Up to where the sender of this frame has taken the receiver's calls; sending resumes behind it.
     *
     * @param taken the last calls that were taken, of the incarnation that the receiver's hello named
     * @param seen how far the receiver's own log had come when it sent the last of them. A receiver whose log does not have this
     *     record has an older log than the one that made the calls
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
     * @param at the last record of the sender's log that was durable when it sent them, and the epoch in which that was written
     * @param bytes the array that holds them, message after message without destinations
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
     * Up to where the receiver's calls are durable in the sender's log.
     *
     * @param position the last durable calls
     */
    record Durable(Position position) implements PeerFrame {}

    /**
     * Shows that the sender is alive.
     *
     * @param schemaHash the hash of an interface by which the sender calls the receiver; 0 if it says nothing of that
     */
    record Ping(long schemaHash) implements PeerFrame {
        /** Creates one that says nothing else. */
        public Ping() {
            this(0);
        }
    }

    /** The sender, an outside caller, has what it wanted, and will not come back. */
    record Farewell() implements PeerFrame {}

    /**
     * The sender will not talk on this link, which it closes.
     *
     * @param reason why, for a program
     * @param message why, for a person
     */
    record Refused(Reason reason, String message) implements PeerFrame {}

    /** Why a link is refused. */
    enum Reason {
        /** Another instance was dialled, or another version is spoken. */
        MISMATCH(0),
        /** The receiver has been replaced by a newer primary or incarnation, and must end. */
        FENCED(1),
        /** Calls that one side needs are gone. */
        CALLS_LOST(2),
        /** Another link between the two is in use. */
        DUPLICATE(3),
        /** The receiver remembers calls that are not in the sender's log: one of the logs was restored, copied, or lost its end. */
        HISTORY(4);

        private final int code;

        Reason(int code) {
            this.code = code;
        }

        /** The number that stands for it on the wire. */
        int code() {
            return code;
        }
    }
}
