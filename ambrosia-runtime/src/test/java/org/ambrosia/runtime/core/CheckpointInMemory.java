package org.ambrosia.runtime.core;

import java.io.ByteArrayInputStream;
import java.io.InputStream;
import org.ambrosia.runtime.log.StoredCheckpoint;

/** A checkpoint as a log gives it, of arrays. */
public record CheckpointInMemory(long segment, Part coordinator, Part application) implements StoredCheckpoint {
    /** Of these parts. */
    public CheckpointInMemory(long segment, byte[] coordinator, byte[] application) {
        this(segment, part(coordinator), part(application));
    }

    private static Part part(byte[] bytes) {
        return new Part() {
            @Override
            public long length() {
                return bytes.length;
            }

            @Override
            public InputStream open() {
                return new ByteArrayInputStream(bytes);
            }
        };
    }

    @Override
    public void close() {}
}
