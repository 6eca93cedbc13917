package org.ambrosia.runtime.protocol;

/**
 * The position up to which the calls of one source are in the log.
 *
 * @param source the source's name
 * @param incarnation the incarnation of the source whose calls are counted
 * @param position the last calls that were taken
 * @param seen how far the source's own log had come when it sent the last of them
 * @param open whether the next replayable call is taken whatever its number is, because an operator
 *     has ordered that the calls before it are forgotten
 */
public record InboxPosition(String source, long incarnation, Position position, LogPosition seen, boolean open) {
    /**
     * A special value of the incarnation: the source is a client that will not return, and
     * its inbox is gone.
     */
    public static final long GONE = 0;

    private static final int OPEN = 1;

    /**
     * Creates the position of a source whose log was not seen, and of which no call was forgotten.
     */
    public InboxPosition(String source, long incarnation, Position position) {
        this(source, incarnation, position, LogPosition.NONE, false);
    }

    /** Returns whether the source is a client that will not return. */
    public boolean isGone() {
        return incarnation == GONE && !open;
    }

    /** Writes the position. */
    public void encode(Encoder out) {
        out.string(source).i64(incarnation);
        position.encode(out);
        seen.encode(out);
        out.u8(open ? OPEN : 0);
    }

    /** Reads what {@link #encode} wrote. */
    public static InboxPosition decode(Decoder in) {
        String source = in.string();
        long incarnation = in.i64();
        Position position = Position.decode(in);
        LogPosition seen = LogPosition.decode(in);
        int flags = in.u8();
        if ((flags & ~OPEN) != 0) {
            throw in.malformed("an inbox position has the unknown flags " + flags);
        }
        return new InboxPosition(source, incarnation, position, seen, flags == OPEN);
    }
}
