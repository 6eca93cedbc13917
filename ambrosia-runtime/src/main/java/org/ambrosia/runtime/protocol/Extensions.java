package org.ambrosia.runtime.protocol;

import org.ambrosia.runtime.api.ErrorTag;
import org.ambrosia.runtime.api.MalformedDataException;

/**
 * The area at the end of a format for data that a later release adds and an earlier one does not
 * know:
 *
 * <pre>
 * length of all entries zz32 | entries, each: id zz32 | length zz32 | bytes
 * </pre>
 *
 * <p>A reader passes over an entry whose id it does not know, unless the id is odd. An entry with
 * an odd id must be understood; a reader that does not know it refuses it.
 */
public final class Extensions {
    private Extensions() {}

    /** Writes the area without an entry; this release has none. */
    public static void none(Encoder out) {
        out.zz32(0);
    }

    /**
     * Reads the area. This release knows no entry.
     *
     * @param what the name of what contains the area, for people to read
     * @throws MalformedDataException if an entry must be understood, with the tag {@code
     *     UnsupportedFormat}
     */
    public static void pass(Decoder in, String what) {
        int end = in.length() + in.position();
        while (in.position() < end) {
            int id = in.zz32();
            int length = in.length();
            if ((id & 1) != 0) {
                throw new MalformedDataException(
                        ErrorTag.UNSUPPORTED_FORMAT,
                        "A later release has written " + what + ": it holds the extension " + id
                                + ", which must be understood. Run that release, or a later one.");
            }
            in.skip(length);
        }
        if (in.position() != end) {
            throw in.malformed("the entries of the extensions of " + what + " end behind their area");
        }
    }
}
