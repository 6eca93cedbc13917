package org.ambrosia.runtime.log;

import java.io.IOException;
import java.io.InputStream;
import org.ambrosia.runtime.api.ErrorTag;
import org.ambrosia.runtime.api.LogException;

/**
 * A checkpoint that is stored, and whole. It can be read until it is closed, even if retention has
 * deleted it meanwhile.
 */
public interface StoredCheckpoint extends AutoCloseable {
    /** The number of the segment at whose beginning it was taken. */
    long segment();

    /** The coordinator's part. */
    Part coordinator();

    /** The application's part. */
    Part application();

    @Override
    void close();

    /** Returns a checkpoint whose parts are in memory. */
    static StoredCheckpoint of(long segment, byte[] coordinator, byte[] application) {
        return new CheckpointInMemory(segment, new PartInMemory(coordinator), new PartInMemory(application));
    }

    /** One of the two parts of a checkpoint. */
    interface Part {
        /** Its size in bytes. */
        long length();

        /** Opens the part for reading, from its beginning. */
        InputStream open();

        /**
         * Reads all of it into an array.
         *
         * @throws LogException if it does not fit, or can't be read
         */
        default byte[] toArray() {
            if (length() > Integer.MAX_VALUE - 8) {
                throw new LogException(
                        ErrorTag.LOG_UNAVAILABLE,
                        "A checkpoint's part has " + length() + " bytes, which don't fit in an array");
            }
            try (InputStream in = open()) {
                byte[] bytes = in.readNBytes((int) length());
                if (bytes.length != length()) {
                    throw new IOException("it ends after " + bytes.length + " of " + length() + " bytes");
                }
                return bytes;
            } catch (IOException failed) {
                throw new LogException(ErrorTag.LOG_UNAVAILABLE, "Reading a checkpoint failed: " + failed, failed);
            }
        }
    }
}
