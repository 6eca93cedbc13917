package org.ambrosia.runtime.log;

import java.io.ByteArrayInputStream;
import java.io.InputStream;

/** A checkpoint's part that is in memory. */
record PartInMemory(byte[] bytes) implements StoredCheckpoint.Part {
    @Override
    public long length() {
        return bytes.length;
    }

    @Override
    public InputStream open() {
        return new ByteArrayInputStream(bytes);
    }
}
