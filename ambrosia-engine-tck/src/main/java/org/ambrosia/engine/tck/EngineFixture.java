package org.ambrosia.engine.tck;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.LongStream;
import org.ambrosia.runtime.api.ErrorTag;
import org.ambrosia.runtime.api.InstanceConfig;
import org.ambrosia.runtime.api.LogException;
import org.ambrosia.runtime.log.BlockingLog;
import org.ambrosia.runtime.log.Leadership;
import org.ambrosia.runtime.log.Log;
import org.ambrosia.runtime.log.LogEngine;
import org.ambrosia.runtime.log.LogReader;
import org.ambrosia.runtime.log.LogSettings;
import org.ambrosia.runtime.log.Records;
import org.ambrosia.runtime.log.StoredRecord;
import org.junit.jupiter.api.Timeout;

/** The processes, times and records that the tests of a log engine consist of. */
@Timeout(120)
abstract class EngineFixture {
    static final String INSTANCE = "one";
    static final Duration LEASE = Duration.ofSeconds(1);
    static final long LOOK_NANOS = LEASE.toNanos() / 20;
    static final int MANY = 200;

    /** A time that passes as tests want. */
    final AtomicLong nowNanos = new AtomicLong(System.nanoTime());

    /** Opens an engine on the store of this test, as another process does. */
    protected abstract LogEngine engine();

    static InstanceConfig.Builder config(String instance) {
        return InstanceConfig.builder(instance).lease(LEASE);
    }

    BlockingLog lead() {
        return BlockingLog.lead(
                engine(), LogSettings.of(config(INSTANCE).takesOver(false).build()), nowNanos::get);
    }

    /** Creates a log with its first checkpoint and segment, of an instance without replicas. */
    BlockingLog begin() {
        return begin(lead());
    }

    static BlockingLog begin(BlockingLog log) {
        log.checkpoint(0, new byte[] {1}, new byte[] {2});
        log.begin(0, 0);
        return log;
    }

    void beginReplicated() {
        beginReplicated(0).close();
        try (Log checkpointer = join(1)) {
            assertThat(checkpointer.leadership().isPrimary()).isFalse();
        }
    }

    BlockingLog beginReplicated(int replica) {
        return begin(new BlockingLog(join(replica)));
    }

    Log join(int replica) {
        return engine().join(LogSettings.of(
                config(INSTANCE).replica(replica).checkpointerTimeout(LEASE).build()));
    }

    boolean claim(Log log) {
        OptionalLong vacant = log.leadership().vacantTerm(nowNanos.get());
        return vacant.isPresent() && log.leadership().claim(vacant.getAsLong());
    }

    void assertRenewed(Leadership primary, Leadership standby) {
        for (int i = 0; i < 60; i++) {
            primary.renew();
            assertThat(standby.vacantTerm(nowNanos.addAndGet(LOOK_NANOS))).isEmpty();
        }
    }

    /** Claims the log from a primary that shows no sign of life for more than the lease. */
    boolean claimFromHung(Log standby) {
        OptionalLong vacant = OptionalLong.empty();
        for (int i = 0; i < 60 && vacant.isEmpty(); i++) {
            vacant = standby.leadership().vacantTerm(nowNanos.addAndGet(LOOK_NANOS));
        }
        return standby.leadership().claim(vacant.orElseThrow());
    }

    static void append(BlockingLog log, long sequence, int bodyBytes) {
        byte[] record = TckRecords.record(log.identity().committerId(), sequence, bodyBytes);
        assertThat(log.append(sequence, record, record.length)).isGreaterThanOrEqualTo(record.length);
    }

    /** Reads to the end, as a process that goes on with the log must, and begins a segment. */
    static void readOn(BlockingLog log, long segment, long firstSequence) {
        try (LogReader reader = log.read(log.newest().orElseThrow().segment())) {
            while (!reader.atEnd()) {
                reader.next();
            }
            assertThat(reader.nextSegment()).isEqualTo(segment);
        }
        log.begin(segment, firstSequence);
    }

    /** Returns the sequence ids that are read, after a check of their content. */
    static List<Long> read(BlockingLog log, long fromSegment) {
        List<Long> sequences = new ArrayList<>();
        try (LogReader reader = log.read(fromSegment)) {
            for (StoredRecord each = reader.next(); each != null; each = reader.next()) {
                assertThat(TckRecords.isWhole(log.identity().committerId(), each))
                        .isTrue();
                sequences.add(each.sequence());
            }
        }
        return sequences;
    }

    static List<Long> sequences(long from, long to) {
        return LongStream.range(from, to).boxed().toList();
    }

    static void assertTag(ErrorTag tag, Callable<?> wrong) {
        assertThatThrownBy(wrong::call)
                .isInstanceOfSatisfying(
                        LogException.class, refused -> assertThat(refused.tag()).isEqualTo(tag));
    }

    static void awaitThat(Callable<Boolean> condition) {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
        try {
            while (!condition.call()) {
                assertThat(System.nanoTime() - deadline)
                        .as("did not come to pass")
                        .isNegative();
                Thread.onSpinWait();
            }
        } catch (RuntimeException | Error failed) {
            throw failed;
        } catch (Exception failed) {
            throw new AssertionError(failed);
        }
    }

    /** The results of appends. */
    static final class Completions implements Records.Listener {
        final ConcurrentLinkedQueue<Long> appended = new ConcurrentLinkedQueue<>();
        final ConcurrentLinkedQueue<LogException> failures = new ConcurrentLinkedQueue<>();

        @Override
        public void appended(long sequence, int storedBytes) {
            appended.add(sequence);
        }

        @Override
        public void failed(long sequence, LogException reason) {
            failures.add(reason);
        }

        void awaitAtMost(int inFlight, int begun) {
            awaitThat(() -> begun - appended.size() - failures.size() <= inFlight);
        }

        void awaitAppended(int count) {
            awaitThat(() -> appended.size() >= count);
        }
    }
}
