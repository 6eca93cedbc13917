package org.ambrosia.runtime.core.driver;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.ambrosia.runtime.api.AmbrosiaException;
import org.ambrosia.runtime.api.ErrorTag;
import org.ambrosia.runtime.api.LogException;
import org.ambrosia.runtime.core.Event;
import org.ambrosia.runtime.core.LeadershipEvent;
import org.ambrosia.runtime.core.LogEvent;
import org.ambrosia.runtime.core.LoggedRecord;
import org.ambrosia.runtime.core.RestoreEvent;
import org.ambrosia.runtime.log.Checkpoints;
import org.ambrosia.runtime.log.Leadership;
import org.ambrosia.runtime.log.Log;
import org.ambrosia.runtime.log.Records;
import org.ambrosia.runtime.log.StoredCheckpoint;
import org.junit.jupiter.api.Test;

/** What a driver does with a log, on lanes that the test lets work. */
class LogLanesTest {
    private static final byte[] COORDINATOR = {1};
    private static final byte[] APPLICATION = {2};

    private final List<Event> events = new ArrayList<>();
    private final Queued writer = new Queued();
    private final Queued background = new Queued();
    private final Fake<Checkpoints> checkpoints = new Fake<>(Checkpoints.class);
    private final Fake<Records> records = new Fake<>(Records.class).on("append", LogLanesTest::appended);
    private final Fake<Leadership> leadership = new Fake<>(Leadership.class);
    private final Fake<Log> log = new Fake<>(Log.class)
            .on("checkpoints", arguments -> checkpoints.object())
            .on("records", arguments -> records.object())
            .on("leadership", arguments -> leadership.object())
            .on("skippedCalls", arguments -> List.of());

    @Test
    void aCheckpointIsStoredBehindEverythingThatWasAppendedBefore() {
        LogLanes lanes = lanes(state -> {});
        lanes.append(new LoggedRecord(7, new byte[600], 600));
        lanes.storeCheckpoint(3, COORDINATOR, APPLICATION);
        assertThat(background.work).isEmpty();
        writer.run();
        assertThat(events).containsExactly(new LogEvent.Appended(7, 0));
        background.run();
        assertThat(events).last().isEqualTo(new LogEvent.CheckpointStored(3));
    }

    @Test
    void aCheckpointThatCanNotBeLoadedIsNotStored() {
        AmbrosiaException wrong = new AmbrosiaException(ErrorTag.STATE_NOT_RESTORABLE, "It differs.");
        LogLanes lanes = lanes(state -> {
            throw wrong;
        });
        lanes.storeCheckpoint(3, COORDINATOR, APPLICATION);
        writer.run();
        background.run();
        assertThat(events).containsExactly(new LogEvent.CheckpointFailed(3, wrong));
        assertThat(checkpoints.calls("store")).isZero();
    }

    /** The instance goes on with a longer log. */
    @Test
    void aCheckpointForWhichMemoryIsShortFailsAndNothingElse() {
        checkpoints.on("store", arguments -> {
            throw new OutOfMemoryError("simulated");
        });
        LogLanes lanes = lanes(state -> {});
        lanes.storeCheckpoint(3, COORDINATOR, APPLICATION);
        writer.run();
        background.run();
        assertThat(events).singleElement().isInstanceOfSatisfying(LogEvent.CheckpointFailed.class, failed -> {
            assertThat(failed.number()).isEqualTo(3);
            assertThat(failed.why()).hasMessageContaining("simulated").hasMessageContaining("memory");
        });
        assertThat(checkpoints.calls("retain")).isZero();
    }

    /** A log that is far away takes its time to decide, and the process has others to talk to meanwhile. */
    @Test
    void aClaimIsDecidedOnTheWritersLane() {
        lanes(state -> {}).claim(4);
        assertThat(events).isEmpty();
        leadership.on("claim", arguments -> {
            assertThat(arguments[0]).isEqualTo(4L);
            return false;
        });
        writer.run();
        assertThat(events).containsExactly(new LeadershipEvent.NotElected());
    }

    @Test
    void anAppendThatFailsIsAnEvent() {
        LogException fenced = new LogException(ErrorTag.FENCED, "It was replaced.");
        records.on("append", arguments -> {
            ((Records.Listener) arguments[3]).failed(7, fenced);
            return null;
        });
        lanes(state -> {}).append(new LoggedRecord(7, new byte[600], 600));
        writer.run();
        assertThat(events).containsExactly(new LogEvent.AppendFailed(fenced));
    }

    @Test
    void whatIsReadNamesTheReadingThatWantedIt() {
        LogLanes lanes = lanes(state -> {});
        checkpoints.on("newest", arguments -> Optional.empty());
        lanes.restore(1);
        background.run();
        checkpoints.on("newest", arguments -> Optional.of(StoredCheckpoint.of(4, COORDINATOR, APPLICATION)));
        lanes.restore(2);
        lanes.feed(9);
        background.run();
        assertThat(events)
                .usingRecursiveFieldByFieldElementComparator()
                .containsExactly(
                        new RestoreEvent.NothingStored(1),
                        new RestoreEvent.Restored(2, 4, COORDINATOR, APPLICATION),
                        new LogEvent.FedFrom(9, COORDINATOR, APPLICATION));
    }

    @Test
    void aSmallRecordMayWaitForTheEndOfTheTurn() {
        LogLanes lanes = lanes(state -> {});
        lanes.append(new LoggedRecord(7, new byte[512], 512));
        assertThat(writer.work).isEmpty();
        lanes.finish(true);
        assertThat(events).containsExactly(new LogEvent.Appended(7, 0));
    }

    private LogLanes lanes(Consumer<byte[]> verify) {
        return new LogLanes("server", log.object(), writer, background, events::add, () -> {}, verify, skipped -> {});
    }

    /** A log that completes each append at once. */
    private static Object appended(Object... arguments) {
        ((Records.Listener) arguments[3]).appended((long) arguments[0], 0);
        return null;
    }

    /** A lane whose work is done when the test says so. */
    private static final class Queued implements WriterLane {
        private final ArrayDeque<Runnable> work = new ArrayDeque<>();
        private final ArrayDeque<Runnable> small = new ArrayDeque<>();

        @Override
        public void add(Runnable more) {
            work.add(more);
        }

        @Override
        public void addSmall(Runnable more) {
            small.add(more);
        }

        @Override
        public void finish(boolean here) {
            small.forEach(Runnable::run);
            small.clear();
        }

        @Override
        public boolean isStuck(long nanos) {
            return false;
        }

        void run() {
            for (Runnable next = work.poll(); next != null; next = work.poll()) {
                next.run();
            }
        }
    }
}
