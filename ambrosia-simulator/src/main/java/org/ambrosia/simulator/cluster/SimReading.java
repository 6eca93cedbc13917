package org.ambrosia.simulator.cluster;

import org.ambrosia.runtime.api.ErrorTag;
import org.ambrosia.runtime.api.LogException;
import org.ambrosia.runtime.api.ReplicaRole;
import org.ambrosia.runtime.core.CoordinatorCore;
import org.ambrosia.runtime.core.Event;
import org.ambrosia.runtime.core.LoggedRecord;
import org.ambrosia.runtime.core.Replica;
import org.ambrosia.runtime.log.Log;
import org.ambrosia.runtime.log.LogReader;
import org.ambrosia.runtime.log.StoredCheckpoint;
import org.ambrosia.runtime.log.StoredRecord;

/** How a process reads its log: what its replica replays, and what an application that came while it serves is fed. */
final class SimReading {
    /** How long to wait before the log is looked at again, as {@code CoordinatorLoop} does. */
    private static final int LEAST_LOOK_MICROS = 100;

    private static final int MOST_LOOK_MICROS = 4_000;
    private static final int LAG_MICROS = 1_000_000;

    private final SimProcess process;
    private final Cluster cluster;
    private final Scheduler scheduler;
    private final Machine machine;
    private final Log log;
    private final Replica replica;
    private LogReader replaying;
    private int replayingNumber;
    private long nextSequence;
    private boolean waitsForMore;
    private boolean level;
    private long lagsUntilNanos;
    private int lookMicros = LEAST_LOOK_MICROS;
    private LogReader feeding;
    private int feedingSession;

    SimReading(SimProcess process, Cluster cluster, Machine machine, Log log, Replica replica) {
        this.process = process;
        this.cluster = cluster;
        this.scheduler = cluster.scheduler();
        this.machine = machine;
        this.log = log;
        this.replica = replica;
    }

    /** Replays what is behind a checkpoint. */
    void replay(int number, StoredCheckpoint from) {
        stopReplaying();
        nextSequence = Replica.nextSequence(from.coordinator());
        replaying = log.read(from.number());
        replayingNumber = number;
    }

    void stopReplaying() {
        if (replaying != null) {
            replaying.close();
            replaying = null;
        }
    }

    boolean isReplaying() {
        return replaying != null;
    }

    /** Whether it has once read everything that was there. */
    boolean isLevel() {
        return level;
    }

    /** Feeds the application of this session what is behind a checkpoint. */
    void feed(int session, StoredCheckpoint from) {
        stopFeeding();
        feeding = log.read(from.number());
        feedingSession = session;
    }

    private void stopFeeding() {
        if (feeding != null) {
            feeding.close();
            feeding = null;
        }
    }

    /** Reads what the replica wants. */
    void readMore() {
        replayMore();
        feedMore();
    }

    private void replayMore() {
        if (replica.core() == null) {
            stopReplaying();
        }
        while (replaying != null && replica.wantsReplay() && !isLagging()) {
            StoredRecord stored;
            try {
                stored = replaying.next();
            } catch (LogException behind) {
                fellBehind(behind);
                stopReplaying();
                process.tell(new Event.FellBehind(replayingNumber));
                return;
            }
            if (stored != null) {
                lookMicros = LEAST_LOOK_MICROS;
                LoggedRecord record = recordOf(stored);
                machine.history().read(record);
                nextSequence = record.sequence() + 1;
                cluster.count(Coverage.Count.RECORDS_REPLAYED);
                process.tell(new Event.Replayed(record, stored.storedBytes(), stored.segment()));
            } else if (replaying.atEnd()) {
                long nextSegment = replaying.nextSegment();
                stopReplaying();
                machine.history().recoveredUpTo(nextSequence);
                process.tell(new Event.ReplayEnded(nextSegment));
            } else {
                level = true;
                lookAgain();
                return;
            }
        }
    }

    private static LoggedRecord recordOf(StoredRecord stored) {
        return new LoggedRecord(stored.sequence(), stored.bytes(), stored.length());
    }

    /** Anything else is a failure. */
    private void fellBehind(LogException behind) {
        if (behind.tag() != ErrorTag.LogBehind) {
            throw behind;
        }
        cluster.count(Coverage.Count.FELL_BEHIND);
    }

    private boolean isLagging() {
        return replica.role() != ReplicaRole.PRIMARY && scheduler.nowNanos() < lagsUntilNanos;
    }

    private void lookAgain() {
        if (cluster.strikes(Fault.LAGGED, cluster.faults().lag())) {
            lagsUntilNanos = scheduler.nowNanos() + scheduler.some(LAG_MICROS);
        }
        if (!waitsForMore) {
            waitsForMore = true;
            lookMicros = Math.min(2 * lookMicros, MOST_LOOK_MICROS);
            process.after(scheduler.some(lookMicros), () -> {
                waitsForMore = false;
                replayMore();
                cluster.holds(process);
            });
        }
    }

    private void feedMore() {
        CoordinatorCore core = replica.core();
        if (feeding != null && (core == null || !core.isFeeding(feedingSession))) {
            stopFeeding();
        }
        while (feeding != null && core.wantsFed()) {
            StoredRecord stored;
            try {
                stored = feeding.next();
            } catch (LogException behind) {
                fellBehind(behind);
                stopFeeding();
                process.cutBinding();
                return;
            }
            cluster.count(Coverage.Count.RECORDS_FED);
            process.tell(new Event.Fed(feedingSession, recordOf(stored)));
        }
    }
}
