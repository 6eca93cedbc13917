package org.ambrosia.runtime.protocol;

import org.ambrosia.runtime.api.ErrorTag;
import org.ambrosia.runtime.api.ProtocolException;

/**
 * The version of a stored format, as its writer states it. A later release that adds only what may be passed over states that an earlier
 * one can read it, so that a release can be taken back.
 *
 * @param written the version in which it was written
 * @param readableBy the earliest version whose readers understand it
 */
public record FormatVersion(int written, int readableBy) {
    /** Of what is written by this release and can't be read by an earlier one. */
    public static FormatVersion of(int version) {
        return new FormatVersion(version, version);
    }

    /**
     * Checks that a reader of this release understands it.
     *
     * @param oldest the oldest version that this release reads
     * @param newest the newest one, which it writes
     * @param what has the version, for people to read
     * @throws ProtocolException if not, with the tag {@code UnsupportedFormat}
     */
    public void check(int oldest, int newest, String what) {
        if (written < oldest || readableBy > newest) {
            throw new ProtocolException(
                    ErrorTag.UnsupportedFormat,
                    "The format of " + what + " is version " + written + ", for readers of version " + readableBy
                            + " and later; this release reads versions " + oldest + " to " + newest + ". "
                            + (written < oldest
                                    ? "Run the release that has written it, or begin with an empty log."
                                    : "Run the release that has written it, or a later one."));
        }
    }

    /** Writes it, as 8 bytes. */
    public void encode(Encoder out) {
        out.i32(written).i32(readableBy);
    }

    /** Reads it. */
    public static FormatVersion decode(Decoder in) {
        return new FormatVersion(in.i32(), in.i32());
    }
}
