package org.ambrosia.runtime.log.file;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.LongSupplier;
import org.ambrosia.runtime.contract.TestRecords;
import org.ambrosia.runtime.log.BlockingLog;
import org.ambrosia.runtime.log.Leadership;
import org.ambrosia.runtime.log.Log;
import org.ambrosia.runtime.log.LogIdentity;
import org.ambrosia.runtime.log.LogReader;
import org.ambrosia.runtime.log.Membership;
import org.ambrosia.runtime.log.StoredRecord;

/** A log on files as tests use it: what is written is known by its sequence ids. */
final class TestLog implements AutoCloseable {
    private final BlockingLog log;
    private final LongSupplier nanoTime;
    private OptionalLong vacant = OptionalLong.empty();

    TestLog(Log log, LongSupplier nanoTime) {
        this.log = new BlockingLog(log);
        this.nanoTime = nanoTime;
    }

    Log log() {
        return log.log();
    }

    Leadership leadership() {
        return log().leadership();
    }

    Membership membership() {
        return log().membership();
    }

    LogIdentity identity() {
        return log.identity();
    }

    /** Whether there is no primary; a claim means the term that was seen last. */
    boolean isVacant() {
        vacant = leadership().vacantTerm(nanoTime.getAsLong());
        return vacant.isPresent();
    }

    boolean claim() {
        return vacant.isPresent() && leadership().claim(vacant.getAsLong());
    }

    /** Becomes the primary of a log that no process has. */
    void lead() {
        if (!leadership().isPrimary() && !(isVacant() && claim())) {
            throw FileLog.inUse(new LogFiles(java.nio.file.Path.of("log")), "process");
        }
    }

    /** Begins a log that was opened for the first time. */
    TestLog first() {
        checkpoint(0, new byte[] {1}, new byte[] {2});
        begin(0, 0);
        return this;
    }

    void begin(long segment, long firstSequence) {
        log.begin(segment, firstSequence);
    }

    void checkpoint(long segment, byte[] coordinator, byte[] application) {
        log.checkpoint(segment, coordinator, application);
    }

    Optional<BlockingLog.Checkpoint> newest() {
        return log.newest();
    }

    /** Appends a record with this sequence id. */
    void append(long sequence, int bodyBytes) {
        byte[] record = TestRecords.record(identity().committerId(), sequence, bodyBytes);
        assertThat(append(sequence, record, record.length)).isGreaterThanOrEqualTo(record.length);
    }

    int append(long sequence, byte[] bytes, int length) {
        return log.append(sequence, bytes, length);
    }

    LogReader reader(long fromSegment) {
        return log.read(fromSegment);
    }

    /** The sequence ids that are read, after their content was checked. */
    List<Long> read(long fromSegment) {
        List<Long> sequences = new ArrayList<>();
        try (LogReader reader = reader(fromSegment)) {
            for (StoredRecord each = reader.next(); each != null; each = reader.next()) {
                int bodyBytes = TestRecords.bodyBytes(each.bytes());
                assertThat(each.bytes())
                        .isEqualTo(TestRecords.record(identity().committerId(), each.sequence(), bodyBytes));
                sequences.add(each.sequence());
            }
        }
        return sequences;
    }

    @Override
    public void close() {
        log.close();
    }
}
