package org.ambrosia.engine.tck;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.ambrosia.runtime.api.ErrorTag;
import org.ambrosia.runtime.api.ReplicaRole;
import org.ambrosia.runtime.log.BlockingLog;
import org.ambrosia.runtime.log.Log;
import org.ambrosia.runtime.log.LogReader;
import org.ambrosia.runtime.log.Records;
import org.ambrosia.runtime.log.StoredRecord;
import org.junit.jupiter.api.Test;

/** The contract of a log engine where several processes share a log. */
abstract class SharedLogContract extends EngineFixture {
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
            assertTag(ErrorTag.FENCED, () -> {
                append(primary, 1, 100);
                return null;
            });
            assertTag(ErrorTag.FENCED, () -> {
                append(primary, 2, 100);
                return null;
            });
            assertTag(ErrorTag.FENCED, () -> {
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

    /**
     * Checks that whenever the primary is replaced, the successor reads what was completed, and
     * what comes later fails.
     */
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
                    .allMatch(each -> each.tag() == ErrorTag.FENCED)
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
            assertTag(ErrorTag.LOG_BEHIND, () -> {
                for (int i = 0; i < 10; i++) {
                    reader.next();
                }
                return null;
            });
            assertThat(follower.checkpoints().newest().orElseThrow().segment()).isEqualTo(5);
        }
    }

    /** Covers a primary that stood still between storing and deleting. */
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
            assertTag(ErrorTag.FENCED, () -> {
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
            assertTag(ErrorTag.LOG_IN_USE, () -> join(0));
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
}
