package org.ambrosia.runtime.core.driver;

import java.util.function.Consumer;
import org.ambrosia.runtime.core.SkippedCalls;
import org.ambrosia.runtime.log.LogReader;
import org.ambrosia.runtime.log.SkippedCall;
import org.ambrosia.runtime.log.StoredRecord;

/** Reads a log as it is executed: without the calls that are skipped. */
final class SkippingReader implements LogReader {
    private final LogReader reader;
    private final SkippedCalls calls;
    private final Consumer<SkippedCall> skipped;

    /**
     * Reads through another reader.
     *
     * @param skipped is called for each call that is skipped
     */
    SkippingReader(LogReader reader, SkippedCalls calls, Consumer<SkippedCall> skipped) {
        this.reader = reader;
        this.calls = calls;
        this.skipped = skipped;
    }

    @Override
    public StoredRecord next() {
        StoredRecord record = reader.next();
        return record == null ? null : calls.apply(record, skipped);
    }

    @Override
    public long bytesBehind() {
        return reader.bytesBehind();
    }

    @Override
    public boolean atEnd() {
        return reader.atEnd();
    }

    @Override
    public long nextSegment() {
        return reader.nextSegment();
    }

    @Override
    public void close() {
        reader.close();
    }
}
