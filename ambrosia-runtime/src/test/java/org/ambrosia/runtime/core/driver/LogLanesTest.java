package org.ambrosia.runtime.core.driver;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.ambrosia.runtime.api.AmbrosiaException;
import org.ambrosia.runtime.api.ErrorTag;
import org.ambrosia.runtime.core.Event;
import org.ambrosia.runtime.core.LeadershipEvent;
import org.ambrosia.runtime.core.LogEvent;
import org.ambrosia.runtime.core.LoggedRecord;
import org.ambrosia.runtime.core.RestoreEvent;
import org.ambrosia.runtime.log.Log;
import org.ambrosia.runtime.log.StoredCheckpoint;
import org.junit.jupiter.api.Test;

/** What a driver does with a log, on lanes that the test lets work. */
class LogLanesTest {
    private static final byte[] COORDINATOR = {1};
    private static final byte[] APPLICATION = {2};

    private final List<Event> events = new ArrayList<>();
    private final Queued writer = new Queued();
    private final Queued background = new Queued();
    private final Fake<Log> log = new Fake<>(Log.class);

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
        AmbrosiaException wrong = new AmbrosiaException(ErrorTag.StateNotRestorable, "It differs.");
        LogLanes lanes = lanes(state -> {
            throw wrong;
        });
        lanes.storeCheckpoint(3, COORDINATOR, APPLICATION);
        writer.run();
        background.run();
        assertThat(events).containsExactly(new LogEvent.CheckpointFailed(3, wrong));
        assertThat(log.calls("storeCheckpoint")).isZero();
    }

    /** The instance goes on with a longer log. */
    @Test
    void aCheckpointForWhichMemoryIsShortFailsAndNothingElse() {
        log.on("storeCheckpoint", arguments -> {
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
    }

    /** Until it is decided, nothing else may be read or executed. */
    @Test
    void aClaimIsDecidedBeforeTheCallReturns() {
        lanes(state -> {}).claim();
        assertThat(events).containsExactly(new LeadershipEvent.NotElected());
    }

    @Test
    void whatIsReadNamesTheReadingThatWantedIt() {
        LogLanes lanes = lanes(state -> {});
        log.on("newestCheckpoint", arguments -> Optional.empty());
        lanes.restore(1);
        background.run();
        log.on("newestCheckpoint", arguments -> Optional.of(new StoredCheckpoint(4, COORDINATOR, APPLICATION)));
        lanes.restore(2);
        lanes.feed(9);
        background.run();
        assertThat(events)
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
        return new LogLanes("server", log.object(), writer, background, events::add, verify);
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
