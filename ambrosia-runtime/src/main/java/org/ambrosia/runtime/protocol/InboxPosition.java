package org.ambrosia.runtime.protocol;

/**
 * How far the calls of one source were taken into the log.
 *
 * @param source the source's name
 * @param incarnation the incarnation of the source whose calls are counted
 * @param position the last calls that were taken
 */
public record InboxPosition(String source, long incarnation, Position position) {
    /** In place of an incarnation: the source, an outside caller, will not come back, and its inbox is gone. */
    public static final long GONE = 0;

    /** Writes the position. */
    public void encode(Encoder out) {
        out.string(source).i64(incarnation);
        position.encode(out);
    }

    /** Reads what {@link #encode} wrote. */
    public static InboxPosition decode(Decoder in) {
        return new InboxPosition(in.string(), in.i64(), Position.decode(in));
    }
}
