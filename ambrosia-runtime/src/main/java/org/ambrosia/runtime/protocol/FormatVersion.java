package org.ambrosia.runtime.protocol;

import org.ambrosia.runtime.api.ErrorTag;
import org.ambrosia.runtime.api.MalformedDataException;

/**
 * The version of a stored format, as its writer states it. A later release that adds only what a
 * reader may pass over states that an earlier release can read it. Then an operator can go back to
 * the earlier release.
 *
 * @param written the version in which it was written
 * @param readableBy the earliest version whose readers understand it
 */
public record FormatVersion(int written, int readableBy) {
    /** Returns the version of data that this release writes and an earlier one can't read. */
    public static FormatVersion of(int version) {
        return new FormatVersion(version, version);
    }

    /**
     * Checks that a reader of this release understands this version.
     *
     * @param oldest the oldest version that this release reads
     * @param newest the newest version that this release reads, which it also writes
     * @param what the name of what has the version, for people to read
     * @throws MalformedDataException if not, with the tag {@code UnsupportedFormat}
     */
    public void check(int oldest, int newest, String what) {
        if (written < oldest || readableBy > newest) {
            throw new MalformedDataException(
                    ErrorTag.UNSUPPORTED_FORMAT,
                    "The format of " + what + " is version " + written + ", for readers of version " + readableBy
                            + " and later; this release reads versions " + oldest + " to " + newest + ". "
                            + (written < oldest
                                    ? "Run the release that has written it, or begin with an empty log."
                                    : "Run the release that has written it, or a later one."));
        }
    }

    /** Writes the version, as 8 bytes. */
    public void encode(Encoder out) {
        out.i32(written).i32(readableBy);
    }

    /** Reads a version. */
    public static FormatVersion decode(Decoder in) {
        return new FormatVersion(in.i32(), in.i32());
    }
}
