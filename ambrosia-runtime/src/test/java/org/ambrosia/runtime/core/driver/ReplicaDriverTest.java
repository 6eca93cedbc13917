package org.ambrosia.runtime.core.driver;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Optional;
import org.ambrosia.runtime.api.ErrorTag;
import org.ambrosia.runtime.api.LogException;
import org.ambrosia.runtime.api.ReplicaRole;
import org.ambrosia.runtime.core.CheckpointOfNothing;
import org.ambrosia.runtime.core.CoreSettings;
import org.ambrosia.runtime.core.Event;
import org.ambrosia.runtime.core.LeadershipEvent;
import org.ambrosia.runtime.core.LogEvent;
import org.ambrosia.runtime.log.Checkpoints;
import org.ambrosia.runtime.log.Leadership;
import org.ambrosia.runtime.log.Log;
import org.ambrosia.runtime.log.LogIdentity;
import org.ambrosia.runtime.log.LogReader;
import org.ambrosia.runtime.log.Membership;
import org.ambrosia.runtime.log.Records;
import org.ambrosia.runtime.log.SpillStore;
import org.junit.jupiter.api.Test;

/** The turns of a standby, at times that the test says. */
class ReplicaDriverTest {
    private static final long TICK_NANOS = Duration.ofMillis(50).toNanos();
    private static final int TICKS_PER_LOOK = 10;
    private static final long LEASE_NANOS = Duration.ofSeconds(1).toNanos();

    private final ArrayDeque<Event> events = new ArrayDeque<>();
    private final ArrayDeque<Runnable> background = new ArrayDeque<>();
    private final Fake<SpillStore> spill = new Fake<>(SpillStore.class).on("retain", arguments -> List.of());
    private final Fake<Leadership> leadership =
            new Fake<>(Leadership.class).on("role", arguments -> ReplicaRole.STANDBY);
    private final Fake<Membership> membership = new Fake<>(Membership.class);
    private final Fake<Checkpoints> checkpoints =
            new Fake<>(Checkpoints.class).on("newest", arguments -> Optional.empty());
    private final Fake<Records> records = new Fake<>(Records.class);
    private final Fake<Log> log = new Fake<>(Log.class)
            .on("leadership", arguments -> leadership.object())
            .on("membership", arguments -> membership.object())
            .on("checkpoints", arguments -> checkpoints.object())
            .on("records", arguments -> records.object())
            .on("skippedCalls", arguments -> List.of())
            .on("spill", arguments -> spill.object());
    private final Fake<WriterLane> writer = new Fake<>(WriterLane.class);
    private final Fake<ReplicaDriver.Listener> listener = new Fake<>(ReplicaDriver.Listener.class);
    private final ReplicaDriver driver = new ReplicaDriver(
            new CoreSettings("server", 5, 7, 1 << 16, 1 << 20, true, 1L << 40, 1L << 40, CoreSettings.Limits.DEFAULT),
            log.object(),
            new ReplicaDriver.Ports(
                    events,
                    events::add,
                    () -> {},
                    writer.object(),
                    background::add,
                    new Fake<>(LinkPort.class).object(),
                    new Fake<>(ApplicationPort.class)
                            .on("isLocal", arguments -> true)
                            .object(),
                    new Fake<>(RegistryPort.class).object(),
                    () -> false,
                    listener.object()),
            LEASE_NANOS);
    private long now;

    @Test
    void timePassesTwentyTimesASecondHoweverOftenItWorks() {
        begin();
        for (int i = 0; i < 100; i++) {
            pass(TICK_NANOS / 10);
        }
        assertThat(listener.calls("ticked")).isEqualTo(10);
        assertThat(driver.dueNanos()).isEqualTo(now + TICK_NANOS);
    }

    /** Nothing that it says is durable any more; another replica has to take over. */
    @Test
    void theLeaseIsNotRenewedWhileTheWriterIsStuck() {
        begin();
        pass(TICK_NANOS);
        assertThat(leadership.calls("renew")).isEqualTo(1);
        writer.on("isStuck", arguments -> {
            assertThat(arguments[0]).isEqualTo(LEASE_NANOS / 2);
            return true;
        });
        pass(TICK_NANOS);
        assertThat(leadership.calls("renew")).isEqualTo(1);
    }

    @Test
    void aMissingCheckpointerIsLookedForTwiceASecondAndReplacedOnce() {
        begin();
        for (int i = 0; i < 3 * TICKS_PER_LOOK; i++) {
            pass(TICK_NANOS);
        }
        assertThat(membership.calls("takeCheckpointing")).isEqualTo(3);
        membership.on("takeCheckpointing", arguments -> true);
        for (int i = 0; i < 3 * TICKS_PER_LOOK; i++) {
            pass(TICK_NANOS);
        }
        assertThat(driver.replica().role()).isEqualTo(ReplicaRole.CHECKPOINTER);
        assertThat(membership.calls("takeCheckpointing")).isEqualTo(4);
        assertThat(listener.calls("takesCheckpoints")).isEqualTo(1);
    }

    /** It would be both, if the claim succeeds. */
    @Test
    void whileItClaimsTheLogItDoesNotTakeTheCheckpoints() {
        membership.on("takeCheckpointing", arguments -> true);
        begin();
        events.add(new LeadershipEvent.Vacant(3));
        for (int i = 0; i < TICKS_PER_LOOK; i++) {
            pass(TICK_NANOS);
        }
        assertThat(membership.calls("takeCheckpointing")).isZero();
        events.add(new LeadershipEvent.NotElected());
        for (int i = 0; i < TICKS_PER_LOOK; i++) {
            pass(TICK_NANOS);
        }
        assertThat(driver.replica().role()).isEqualTo(ReplicaRole.CHECKPOINTER);
    }

    @Test
    void aRecordThatCouldNotBeAppendedEndsIt() {
        leadership.on("role", arguments -> ReplicaRole.PRIMARY);
        log.on("identity", arguments -> new LogIdentity("server", 5, 7, 9));
        begin();
        runBackground();
        pass(1);
        events.add(new LogEvent.AppendFailed(new LogException(ErrorTag.FENCED, "It was replaced.")));
        assertThatThrownBy(() -> pass(1)).hasMessageContaining("replaced");
    }

    /** The other sides may have said something meanwhile. */
    @Test
    void afterAStandstillWhatHasComeIsTakenBeforeTimePasses() {
        begin();
        assertThat(pass(Duration.ofSeconds(5).toNanos()))
                .as("there is more to do at once")
                .isTrue();
        assertThat(listener.calls("ticked")).isZero();
        pass(1);
        assertThat(listener.calls("ticked")).isEqualTo(1);
    }

    @Test
    void aProcessThatWasReplacedDoesNothingMore() {
        begin();
        leadership.on("check", arguments -> {
            throw new LogException(ErrorTag.FENCED, "It was replaced.");
        });
        long before = listener.calls("turnEnds");
        assertThatThrownBy(() -> pass(TICK_NANOS)).hasMessageContaining("replaced");
        assertThat(listener.calls("ticked")).isZero();
        assertThat(listener.calls("turnEnds")).isEqualTo(before);
    }

    /** Retention was quicker than the reading. */
    @Test
    void whoHasFallenBehindTheLogBeginsWithTheNewestCheckpointAgain() {
        Fake<LogReader> behind = new Fake<>(LogReader.class).on("next", arguments -> {
            throw new LogException(ErrorTag.LOG_BEHIND, "It is gone.");
        });
        begin();
        runBackground();
        assertThat(checkpoints.calls("newest")).isEqualTo(1);
        checkpoints.on("newest", arguments -> Optional.of(CheckpointOfNothing.stored()));
        records.on("read", arguments -> behind.object());
        pass(TICK_NANOS); // nothing was stored: it looks again
        runBackground();
        pass(1);
        assertThat(behind.calls("next")).isEqualTo(1);
        assertThat(behind.calls("close")).isEqualTo(1);
        assertThat(background).as("it reads again").hasSize(1);
        assertThat(driver.isReplaying()).isFalse();
    }

    private void begin() {
        driver.begin(now, 0);
    }

    private boolean pass(long nanos) {
        now += nanos;
        return driver.work(now, 0);
    }

    private void runBackground() {
        for (Runnable next = background.poll(); next != null; next = background.poll()) {
            next.run();
        }
    }
}
