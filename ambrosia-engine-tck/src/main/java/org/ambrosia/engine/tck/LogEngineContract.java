package org.ambrosia.engine.tck;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.LongStream;
import java.util.zip.CRC32C;
import org.ambrosia.runtime.api.ErrorTag;
import org.ambrosia.runtime.api.InstanceConfig;
import org.ambrosia.runtime.api.LogException;
import org.ambrosia.runtime.api.ReplicaRole;
import org.ambrosia.runtime.log.BlockingLog;
import org.ambrosia.runtime.log.Checkpoints;
import org.ambrosia.runtime.log.Leadership;
import org.ambrosia.runtime.log.Log;
import org.ambrosia.runtime.log.LogEngine;
import org.ambrosia.runtime.log.LogIdentity;
import org.ambrosia.runtime.log.LogReader;
import org.ambrosia.runtime.log.LogSettings;
import org.ambrosia.runtime.log.Records;
import org.ambrosia.runtime.log.SkippedCall;
import org.ambrosia.runtime.log.SpillPlace;
import org.ambrosia.runtime.log.StoredRecord;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * What each log engine must do. The test of an engine extends this, and says how to open one. Each test runs on a store of its own, which
 * is empty. Tests that are tagged {@code long} write some gigabytes.
 */
@Timeout(120)
public abstract class LogEngineContract {
    private static final String INSTANCE = "one";
    private static final Duration LEASE = Duration.ofSeconds(1);
    private static final long LOOK_NANOS = LEASE.toNanos() / 20;
    private static final int MANY = 200;

    /** A time that passes as tests want. */
    private final AtomicLong nowNanos = new AtomicLong(System.nanoTime());

    /** Opens an engine on the store of this test, as another process does. */
    protected abstract LogEngine engine();

    // One writer.

    @Test
    public void aNewLogIsEmptyAndHasAnIdentityOfItsOwn() {
        try (BlockingLog one = lead();
                BlockingLog two =
                        BlockingLog.lead(engine(), LogSettings.of(config("two").build()))) {
            assertThat(one.newest()).isEmpty();
            assertThat(one.identity().instance()).isEqualTo(INSTANCE);
            assertThat(one.identity().epoch()).isPositive();
            assertThat(one.identity().incarnation()).isNotEqualTo(two.identity().incarnation());
        }
    }

    @Test
    public void whatWasAppendedIsReadAgainInItsOrder() {
        try (BlockingLog log = begin()) {
            append(log, 0, 10);
            append(log, 1, 5_000);
            append(log, 2, 3_000_000);
            append(log, 3, 0);
            assertThat(log.log().records().durableEnd()).isEqualTo(4);
        }
        try (BlockingLog log = lead()) {
            assertThat(read(log, 0)).containsExactly(0L, 1L, 2L, 3L);
        }
    }

    @Test
    public void appendsAreCompletedInTheirOrder() throws InterruptedException {
        try (BlockingLog log = begin()) {
            Completions completions = new Completions();
            int inFlight = log.log().records().maxInFlight();
            assertThat(inFlight).isPositive();
            for (int i = 0; i < MANY; i++) {
                completions.awaitAtMost(inFlight - 1, i);
                byte[] record = TckRecords.record(log.identity().committerId(), i, 100 + i);
                log.log().records().append(i, record, record.length, completions);
            }
            completions.awaitAtMost(0, MANY);
            assertThat(completions.appended).containsExactlyElementsOf(sequences(0, MANY));
            assertThat(completions.failures).isEmpty();
        }
    }

    @Test
    public void theIdentityStaysAndTheEpochRisesWithEachWriter() {
        LogIdentity before;
        try (BlockingLog log = begin()) {
            before = log.identity();
        }
        try (BlockingLog log = lead()) {
            long epoch = log.identity().epoch();
            assertThat(epoch).isGreaterThan(before.epoch());
            assertThat(log.identity())
                    .isEqualTo(new LogIdentity(INSTANCE, before.incarnation(), before.committerId(), epoch));
        }
    }

    @Test
    public void aSecondWriterIsRefused() {
        try (BlockingLog log = begin()) {
            assertTag(ErrorTag.LogInUse, this::lead);
            append(log, 0, 1);
        }
    }

    @Test
    public void readingGoesOnAcrossSegmentsAndLives() {
        try (BlockingLog log = begin()) {
            append(log, 0, 100);
            log.begin(1, 1);
            append(log, 1, 100);
        }
        try (BlockingLog log = lead()) {
            readOn(log, 2, 2);
            append(log, 2, 100);
        }
        try (BlockingLog log = lead()) {
            assertThat(read(log, 0)).containsExactly(0L, 1L, 2L);
            assertThat(read(log, 1)).containsExactly(1L, 2L);
        }
    }

    @Test
    public void segmentsFollowEachOther() {
        try (BlockingLog log = begin()) {
            append(log, 0, 100);
            assertThatThrownBy(() -> log.begin(2, 1)).isInstanceOf(LogException.class);
        }
    }

    @Test
    public void anEndedLogThatWasNeverWrittenIsStartedAgain() {
        long before;
        try (BlockingLog log = lead()) {
            before = log.identity().epoch();
        }
        try (BlockingLog log = lead()) {
            assertThat(log.newest()).isEmpty();
            assertThat(log.identity().epoch()).isGreaterThan(before);
        }
    }

    /** Whatever was done last: what was completed is there, and the log goes on. */
    @Test
    public void aWriterMayEndAtEachStep() {
        int sequence = 0;
        int segment = 0;
        begin().close();
        for (int step = 0; step < 4; step++) {
            try (BlockingLog log = lead()) {
                assertThat(read(log, 0)).containsExactlyElementsOf(sequences(0, sequence));
                if (step == 0) {
                    continue;
                }
                log.begin(++segment, sequence);
                for (int i = 0; i < step; i++) {
                    append(log, sequence++, 100);
                }
                if (step == 3) {
                    try (Checkpoints.Draft draft = log.log().checkpoints().begin(segment)) {
                        assertThat(draft.coordinator()).isNotNull();
                    }
                }
            }
        }
        try (BlockingLog log = lead()) {
            assertThat(read(log, 0)).containsExactlyElementsOf(sequences(0, sequence));
            assertThat(log.newest().orElseThrow().segment())
                    .as("a checkpoint that was not published")
                    .isZero();
        }
    }

    // Checkpoints.

    @Test
    public void theNewestCheckpointIsFound() throws IOException {
        try (BlockingLog log = begin()) {
            log.begin(1, 0);
            try (Checkpoints.Draft draft = log.log().checkpoints().begin(1)) {
                draft.coordinator().write(5);
                OutputStream application = draft.application();
                application.write(new byte[] {0, 6, 7, 0}, 1, 2);
                application.write(8);
                draft.publish();
            }
        }
        try (BlockingLog log = lead()) {
            BlockingLog.Checkpoint newest = log.newest().orElseThrow();
            assertThat(newest.segment()).isEqualTo(1);
            assertThat(newest.coordinator()).containsExactly(5);
            assertThat(newest.application()).containsExactly(6, 7, 8);
        }
    }

    @Test
    public void retentionKeepsTheConfiguredCheckpointsAndWhatFollowsThem() {
        try (BlockingLog log = begin()) {
            for (int i = 1; i <= 4; i++) {
                append(log, i - 1, 10);
                log.begin(i, i);
                log.checkpoint(i, new byte[0], new byte[] {(byte) i});
            }
            append(log, 4, 10);
        }
        try (BlockingLog log = lead()) {
            assertThat(log.newest().orElseThrow().segment()).isEqualTo(4);
            assertThat(read(log, 3)).containsExactly(3L, 4L);
            assertThatThrownBy(() -> read(log, 2)).isInstanceOf(LogException.class);
        }
    }

    @Test
    public void aCheckpointThatIsReadStaysWhenRetentionDeletesIt() throws IOException {
        byte[] large = new byte[3 << 20];
        large[large.length - 1] = 7;
        try (BlockingLog log = begin()) {
            log.begin(1, 0);
            log.checkpoint(1, new byte[] {1}, large);
            try (var stored = log.log().checkpoints().newest().orElseThrow();
                    InputStream in = stored.application().open()) {
                assertThat(in.readNBytes(10)).hasSize(10);
                for (int i = 2; i <= 4; i++) {
                    log.begin(i, 0);
                    log.checkpoint(i, new byte[] {1}, new byte[] {2});
                }
                byte[] rest = in.readAllBytes();
                assertThat(rest).hasSize(large.length - 10);
                assertThat(rest[rest.length - 1]).isEqualTo((byte) 7);
            }
        }
    }

    @Test
    @Tag("long")
    @Timeout(600)
    public void aCheckpointMayBeLargerThanAnyArray() throws IOException {
        long length = (1L << 31) + (100L << 20) + 3;
        try (BlockingLog log = begin()) {
            log.begin(1, 0);
            CRC32C written = new CRC32C();
            try (Checkpoints.Draft draft = log.log().checkpoints().begin(1)) {
                draft.coordinator().write(1);
                OutputStream out = draft.application();
                byte[] slice = new byte[1 << 20];
                for (long left = length; left > 0; left -= slice.length) {
                    slice[(int) (left % slice.length)]++;
                    int piece = (int) Math.min(left, slice.length);
                    written.update(slice, 0, piece);
                    out.write(slice, 0, piece);
                }
                draft.publish();
            }
            CRC32C read = new CRC32C();
            try (var stored = log.log().checkpoints().newest().orElseThrow();
                    InputStream in = stored.application().open()) {
                assertThat(stored.application().length()).isEqualTo(length);
                byte[] slice = new byte[1 << 20];
                for (int n = in.read(slice); n >= 0; n = in.read(slice)) {
                    read.update(slice, 0, n);
                }
            }
            assertThat(read.getValue()).isEqualTo(written.getValue());
        }
    }

    // Spilled calls.

    @Test
    public void whatWasSpilledIsReadAgainEvenByTheNextWriter() {
        SpillPlace one;
        SpillPlace two;
        try (BlockingLog log = begin()) {
            assertThat(log.log().spill().isShared())
                    .as("only one process at a time has it")
                    .isTrue();
            one = log.log().spill().write("other", new byte[] {1, 2, 3, 0}, 3);
            two = log.log().spill().write("other", new byte[] {4}, 1);
            assertThat(log.log().spill().read(one)).containsExactly(1, 2, 3);
            log.begin(1, 0);
            log.checkpoint(1, new byte[] {1}, new byte[] {2});
        }
        try (BlockingLog log = lead()) {
            log.log().spill().retain(List.of(one, two));
            assertThat(log.log().spill().read(two)).containsExactly(4);
            SpillPlace three = log.log().spill().write("other", new byte[] {5}, 1);
            assertThat(log.log().spill().read(one)).containsExactly(1, 2, 3);
            assertThat(log.log().spill().read(three)).containsExactly(5);
        }
    }

    @Test
    public void whatIsNotRetainedOrWasFreedIsGone() {
        SpillPlace kept;
        SpillPlace left;
        try (BlockingLog log = begin()) {
            kept = log.log().spill().write("one", new byte[] {1}, 1);
            left = log.log().spill().write("two", new byte[] {2}, 1);
        }
        try (BlockingLog log = lead()) {
            log.log().spill().retain(List.of(kept));
            assertThatThrownBy(() -> log.log().spill().read(left)).isInstanceOf(LogException.class);
            log.log().spill().free(kept);
            assertThatThrownBy(() -> log.log().spill().read(kept)).isInstanceOf(LogException.class);
        }
    }

    // Skipped calls, inspection, hand-over by a command.

    @Test
    public void aCallThatIsSkippedIsKnownToThoseWhoStartAfterThat() {
        SkippedCall call = new SkippedCall(0, 1, 7, 1_000, "a test");
        try (BlockingLog log = begin()) {
            append(log, 0, 10);
            assertThat(log.log().skippedCalls()).isEmpty();
            assertTag(ErrorTag.LogInUse, () -> {
                engine().skip(INSTANCE, call);
                return null;
            });
        }
        engine().skip(INSTANCE, call);
        try (BlockingLog log = lead()) {
            assertThat(log.log().skippedCalls()).containsExactly(call);
        }
        assertThat(engine().inspect(INSTANCE).skippedCalls()).containsExactly(call);
    }

    @Test
    public void aLogThatIsInUseCanBeLookedAt() {
        try (BlockingLog log = begin()) {
            append(log, 0, 10);
            log.begin(1, 1);
            append(log, 1, 10);
            var inspection = engine().inspect(INSTANCE);
            assertThat(inspection.identity()).isEqualTo(log.identity());
            assertThat(inspection.checkpoints()).containsExactly(0L);
            assertThat(inspection.segments()).extracting(each -> each.number()).containsExactly(0L, 1L);
            List<Long> seen = new ArrayList<>();
            inspection.records(0, each -> seen.add(each.sequence()));
            inspection.records(1, each -> seen.add(each.sequence()));
            assertThat(seen).containsExactly(0L, 1L);
            assertThat(inspection.verify(step -> {})).isEmpty();
        }
        assertTag(ErrorTag.LogUnavailable, () -> engine().inspect("none"));
    }

    // Several processes.

    @Test
    public void ofManyThatSeeTheSameVacancyOneClaims() throws Exception {
        beginReplicated();
        int claimants = 8;
        List<Log> logs = new ArrayList<>();
        ExecutorService threads = Executors.newFixedThreadPool(claimants);
        try {
            List<Future<Boolean>> claims = new ArrayList<>();
            CountDownLatch start = new CountDownLatch(1);
            for (int i = 0; i < claimants; i++) {
                Log log = join(2 + i);
                logs.add(log);
                long term = log.leadership().vacantTerm(nowNanos.get()).orElseThrow();
                claims.add(threads.submit(() -> {
                    start.await();
                    return log.leadership().claim(term);
                }));
            }
            start.countDown();
            int won = 0;
            for (Future<Boolean> each : claims) {
                won += each.get() ? 1 : 0;
            }
            assertThat(won).isEqualTo(1);
            assertThat(logs.stream().filter(each -> each.leadership().isPrimary()))
                    .hasSize(1);
        } finally {
            threads.shutdownNow();
            logs.forEach(Log::close);
        }
    }

    @Test
    public void aTermThatIsNotTheLastIsNotClaimed() {
        beginReplicated();
        try (Log first = join(2);
                Log second = join(3)) {
            OptionalLong seen = second.leadership().vacantTerm(nowNanos.get());
            assertThat(claim(first)).isTrue();
            BlockingLog written = new BlockingLog(first);
            readOn(written, 1, 0);
            first.leadership().release();
            assertThat(second.leadership().claim(seen.orElseThrow())).isFalse();
            assertThat(claim(second)).isTrue();
            assertThat(second.identity().epoch()).isGreaterThan(first.identity().epoch());
        }
    }

    @Test
    public void aPrimaryThatRenewsIsNotVacantAndOneThatHangsIsReplaced() {
        try (BlockingLog primary = beginReplicated(0);
                Log checkpointer = join(1);
                Log standby = join(2)) {
            assertThat(checkpointer.leadership().isPrimary()).isFalse();
            append(primary, 0, 100);
            assertRenewed(primary.log().leadership(), standby.leadership());
            assertThat(claimFromHung(standby)).isTrue();
            assertTag(ErrorTag.Fenced, () -> {
                append(primary, 1, 100);
                return null;
            });
            assertTag(ErrorTag.Fenced, () -> {
                append(primary, 2, 100);
                return null;
            });
            assertTag(ErrorTag.Fenced, () -> {
                primary.begin(1, 2);
                return null;
            });
            BlockingLog next = new BlockingLog(standby);
            List<Long> survived = read(next, 0);
            assertThat(survived)
                    .as("the first that failed may be stored, and none after it")
                    .isIn(sequences(0, 1), sequences(0, 2));
            readOn(next, 1, survived.size());
            append(next, survived.size(), 100);
        }
    }

    /** Whenever that happens: what was completed is read by the successor, and what comes later fails. */
    @Test
    public void aPrimaryThatIsReplacedWhileItAppendsLosesNothingThatWasCompleted() throws Exception {
        try (BlockingLog primary = beginReplicated(0);
                Log checkpointer = join(1);
                Log standby = join(2)) {
            assertThat(checkpointer.identity().incarnation())
                    .isEqualTo(standby.identity().incarnation());
            assertRenewed(primary.log().leadership(), standby.leadership());
            Completions completions = new Completions();
            AtomicBoolean claimed = new AtomicBoolean();
            Thread writer = new Thread(() -> {
                Records records = primary.log().records();
                int afterwards = 0;
                for (long i = 0; completions.failures.isEmpty() || afterwards < 3; i++) {
                    byte[] record = TckRecords.record(primary.identity().committerId(), i, 200);
                    records.append(i, record, record.length, completions);
                    afterwards += completions.failures.isEmpty() ? 0 : 1;
                }
            });
            writer.start();
            completions.awaitAppended(20);
            claimed.set(claimFromHung(standby));
            writer.join();
            assertThat(claimed).isTrue();
            List<Long> survived = read(new BlockingLog(standby), 0);
            assertThat(survived).startsWith(completions.appended.toArray(Long[]::new));
            assertThat(survived.size() - completions.appended.size())
                    .as("records that were stored and not completed")
                    .isLessThanOrEqualTo(primary.log().records().maxInFlight());
            assertThat(completions.failures)
                    .allMatch(each -> each.tag() == ErrorTag.Fenced)
                    .hasSizeGreaterThanOrEqualTo(3);
        }
    }

    @Test
    public void aFollowerReadsWhatIsDurableAcrossSegments() throws Exception {
        try (BlockingLog primary = beginReplicated(0);
                Log follower = join(1)) {
            AtomicLong completed = new AtomicLong();
            Thread writer = new Thread(() -> {
                for (int i = 0; i < MANY; i++) {
                    if (i % 20 == 19) {
                        primary.begin(1 + i / 20, i);
                    }
                    append(primary, i, 500);
                    completed.set(i + 1);
                }
            });
            writer.start();
            List<Long> seen = new ArrayList<>();
            try (LogReader reader = follower.records().read(0, () -> {})) {
                while (seen.size() < MANY) {
                    StoredRecord next = reader.next();
                    if (next == null) {
                        Thread.onSpinWait();
                        continue;
                    }
                    seen.add(next.sequence());
                    assertThat(next.bytes())
                            .startsWith(TckRecords.record(primary.identity().committerId(), next.sequence(), 500));
                }
                assertThat(reader.next()).isNull();
                assertThat(reader.atEnd()).as("a primary may write more").isFalse();
            }
            writer.join();
            assertThat(seen).containsExactlyElementsOf(sequences(0, MANY));
        }
    }

    @Test
    public void aReaderThatIsSlowerThanRetentionHearsSo() {
        try (BlockingLog primary = beginReplicated(0);
                Log follower = join(1);
                LogReader reader = follower.records().read(0, () -> {})) {
            append(primary, 0, 100);
            assertThat(reader.next().sequence()).isZero();
            for (int i = 1; i <= 5; i++) {
                primary.begin(i, i);
                append(primary, i, 100);
                primary.checkpoint(i, new byte[] {1}, new byte[] {2});
            }
            assertTag(ErrorTag.LogBehind, () -> {
                for (int i = 0; i < 10; i++) {
                    reader.next();
                }
                return null;
            });
            assertThat(follower.checkpoints().newest().orElseThrow().segment()).isEqualTo(5);
        }
    }

    /** It stood still between storing and deleting. */
    @Test
    public void aPrimaryThatWasReplacedDeletesAndPublishesNothing() {
        try (BlockingLog primary = beginReplicated(0);
                Log checkpointer = join(1);
                Log standby = join(2)) {
            assertThat(checkpointer.leadership().role()).isEqualTo(ReplicaRole.CHECKPOINTER);
            for (int i = 1; i <= 2; i++) {
                append(primary, i - 1, 100);
                primary.begin(i, i);
                primary.checkpoint(i, new byte[] {1}, new byte[] {2});
            }
            assertRenewed(primary.log().leadership(), standby.leadership());
            assertThat(claimFromHung(standby)).isTrue();
            BlockingLog next = new BlockingLog(standby);
            readOn(next, 3, 2);
            assertTag(ErrorTag.Fenced, () -> {
                primary.checkpoint(2, new byte[] {1}, new byte[] {3});
                return null;
            });
            primary.log().checkpoints().retain();
            assertThat(read(next, 1)).containsExactly(1L);
        }
    }

    @Test
    public void rolesAndPositionsAreSeenByOthers() {
        try (BlockingLog primary = beginReplicated(0);
                Log checkpointer = join(1);
                Log one = join(2);
                Log other = join(3)) {
            assertThat(primary.log().leadership().role()).isEqualTo(ReplicaRole.PRIMARY);
            assertThat(checkpointer.leadership().role()).isEqualTo(ReplicaRole.CHECKPOINTER);
            assertThat(one.leadership().role()).isEqualTo(ReplicaRole.STANDBY);
            one.membership().publish(ReplicaRole.STANDBY, 4);
            checkpointer.membership().publish(ReplicaRole.CHECKPOINTER, 9);
            awaitThat(() -> other.membership().furthestStandby() == 4);
            awaitThat(() -> primary.log().membership().furthestStandby() == 4);
            other.membership().publish(ReplicaRole.STANDBY, 7);
            awaitThat(() -> one.membership().furthestStandby() == 7);
        }
    }

    @Test
    public void oneStandbyTakesTheCheckpointsWhenNoneDoes() {
        Log checkpointer;
        try (BlockingLog primary = beginReplicated(0)) {
            checkpointer = join(1);
            assertThat(primary.identity().epoch()).isPositive();
        }
        try (Log one = join(2);
                Log other = join(3)) {
            one.membership().publish(ReplicaRole.STANDBY, 0);
            other.membership().publish(ReplicaRole.STANDBY, 0);
            assertThat(one.membership().takeCheckpointing(nowNanos.get())).isFalse();
            checkpointer.close();
            AtomicBoolean first = new AtomicBoolean();
            awaitThat(() -> {
                first.set(one.membership().takeCheckpointing(nowNanos.addAndGet(LEASE.toNanos())));
                return first.get();
            });
            assertThat(other.membership().takeCheckpointing(nowNanos.addAndGet(LEASE.toNanos())))
                    .isFalse();
            assertThat(other.membership().takeCheckpointing(nowNanos.addAndGet(60 * LEASE.toNanos())))
                    .isFalse();
        }
    }

    @Test
    public void aReplicaThatRunsIsNotJoinedTwice() {
        try (BlockingLog primary = beginReplicated(0)) {
            assertThat(primary.identity().epoch()).isPositive();
            assertTag(ErrorTag.LogInUse, () -> join(0));
        }
    }

    @Test
    public void whoWantsTheLogIsHeardAndGetsItAtOnce() throws InterruptedException {
        try (BlockingLog primary = beginReplicated(0);
                Log standby = join(1)) {
            BlockingQueue<String> wanted = new LinkedBlockingQueue<>();
            primary.log().leadership().onHandoverRequest(wanted::add);
            standby.leadership().requestHandover();
            assertThat(wanted.poll(20, TimeUnit.SECONDS)).contains("1");
            assertThat(standby.leadership().vacantTerm(nowNanos.get())).isEmpty();
            primary.log().leadership().release();
            awaitThat(() -> {
                standby.leadership().awaitChange(LOOK_NANOS);
                return claim(standby);
            });
        }
    }

    // What tests are made of.

    private static InstanceConfig.Builder config(String instance) {
        return InstanceConfig.builder(instance).lease(LEASE).takesOver(false);
    }

    private BlockingLog lead() {
        return BlockingLog.lead(engine(), LogSettings.of(config(INSTANCE).build()), nowNanos::get);
    }

    /** A log with its first checkpoint and segment, of an instance without replicas. */
    private BlockingLog begin() {
        return begin(lead());
    }

    private static BlockingLog begin(BlockingLog log) {
        log.checkpoint(0, new byte[] {1}, new byte[] {2});
        log.begin(0, 0);
        return log;
    }

    private void beginReplicated() {
        beginReplicated(0).close();
        try (Log checkpointer = join(1)) {
            assertThat(checkpointer.leadership().isPrimary()).isFalse();
        }
    }

    private BlockingLog beginReplicated(int replica) {
        return begin(new BlockingLog(join(replica)));
    }

    private Log join(int replica) {
        return engine().join(LogSettings.of(config(INSTANCE)
                .replicated(true)
                .replica(replica)
                .checkpointerTimeout(LEASE)
                .build()));
    }

    private boolean claim(Log log) {
        OptionalLong vacant = log.leadership().vacantTerm(nowNanos.get());
        return vacant.isPresent() && log.leadership().claim(vacant.getAsLong());
    }

    private void assertRenewed(Leadership primary, Leadership standby) {
        for (int i = 0; i < 60; i++) {
            primary.renew();
            assertThat(standby.vacantTerm(nowNanos.addAndGet(LOOK_NANOS))).isEmpty();
        }
    }

    /** The primary shows no sign of life for more than the lease. */
    private boolean claimFromHung(Log standby) {
        OptionalLong vacant = OptionalLong.empty();
        for (int i = 0; i < 60 && vacant.isEmpty(); i++) {
            vacant = standby.leadership().vacantTerm(nowNanos.addAndGet(LOOK_NANOS));
        }
        return standby.leadership().claim(vacant.orElseThrow());
    }

    private static void append(BlockingLog log, long sequence, int bodyBytes) {
        byte[] record = TckRecords.record(log.identity().committerId(), sequence, bodyBytes);
        assertThat(log.append(sequence, record, record.length)).isGreaterThanOrEqualTo(record.length);
    }

    /** Reads to the end, as one who goes on with the log must, and begins a segment. */
    private static void readOn(BlockingLog log, long segment, long firstSequence) {
        try (LogReader reader = log.read(log.newest().orElseThrow().segment())) {
            while (!reader.atEnd()) {
                reader.next();
            }
            assertThat(reader.nextSegment()).isEqualTo(segment);
        }
        log.begin(segment, firstSequence);
    }

    /** The sequence ids that are read, after their content was checked. */
    private static List<Long> read(BlockingLog log, long fromSegment) {
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

    private static List<Long> sequences(long from, long to) {
        return LongStream.range(from, to).boxed().toList();
    }

    private static void assertTag(ErrorTag tag, Callable<?> wrong) {
        assertThatThrownBy(wrong::call)
                .isInstanceOfSatisfying(
                        LogException.class, refused -> assertThat(refused.tag()).isEqualTo(tag));
    }

    private static void awaitThat(Callable<Boolean> condition) {
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

    /** What came of appends. */
    private static final class Completions implements Records.Listener {
        private final ConcurrentLinkedQueue<Long> appended = new ConcurrentLinkedQueue<>();
        private final ConcurrentLinkedQueue<LogException> failures = new ConcurrentLinkedQueue<>();

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
