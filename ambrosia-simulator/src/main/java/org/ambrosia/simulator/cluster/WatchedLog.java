package org.ambrosia.simulator.cluster;

import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.ambrosia.runtime.api.AmbrosiaException;
import org.ambrosia.runtime.api.ErrorTag;
import org.ambrosia.runtime.api.LogException;
import org.ambrosia.runtime.api.ReplicaRole;
import org.ambrosia.runtime.core.LoggedRecord;
import org.ambrosia.runtime.core.Replica;
import org.ambrosia.runtime.log.Log;
import org.ambrosia.runtime.log.LogIdentity;
import org.ambrosia.runtime.log.LogReader;
import org.ambrosia.runtime.log.SpillStore;
import org.ambrosia.runtime.log.StoredCheckpoint;
import org.ambrosia.runtime.log.StoredRecord;
import org.ambrosia.runtime.protocol.RecordFormat;
import org.ambrosia.simulator.check.Violation;

/**
 * A process's log, and what is checked where it is used: what is durable is read, once and as it was, by everybody. A process may die at
 * each step, and may see late what others have written.
 */
final class WatchedLog implements Log {
    private static final int LAG_MICROS = 1_000_000;
    /** How a file is called that is being written. */
    private static final String UNFINISHED = ".unfinished";

    private final SimProcess process;
    private final Cluster cluster;
    private final Machine machine;
    private final Log log;
    /** The first record behind the checkpoint that was read last. */
    private long firstSequence;

    private long lagsUntilNanos;

    WatchedLog(SimProcess process, Cluster cluster, Machine machine, Log log) {
        this.process = process;
        this.cluster = cluster;
        this.machine = machine;
        this.log = log;
        if (log.role() == ReplicaRole.PRIMARY) {
            machine.epochs().add(log.identity().epoch());
        }
    }

    @Override
    public boolean claim() {
        step("claim", 0);
        boolean claimed = log.claim();
        if (claimed) {
            machine.epochs().add(log.identity().epoch());
            step("claimed", log.identity().epoch());
        }
        return claimed;
    }

    @Override
    public Optional<StoredCheckpoint> newestCheckpoint() {
        step("restore", 0);
        Optional<StoredCheckpoint> newest = log.newestCheckpoint();
        Violation.unless(
                newest.isPresent()
                        || !process.isAlive()
                        || machine.history().records().isEmpty(),
                process.label() + " starts for the first time, but has a log");
        firstSequence =
                newest.map(each -> Replica.nextSequence(each.coordinator())).orElse(0L);
        return newest;
    }

    @Override
    public LogReader read(long fromSegment) {
        return new Reader(log.read(fromSegment), firstSequence);
    }

    @Override
    public void startSegment(long number, long first) {
        step("segment", number);
        log.startSegment(number, first);
    }

    @Override
    public int append(byte[] bytes, int length) {
        LoggedRecord record = new LoggedRecord(RecordFormat.sequence(bytes, 0), bytes, length);
        step("append", record.sequence());
        machine.history().appending(record);
        int stored = log.append(bytes, length);
        machine.history().durable(record);
        return stored;
    }

    @Override
    public void storeCheckpoint(long number, byte[] coordinator, byte[] application) {
        step("checkpoint", number);
        machine.checkpoints().put(Replica.nextSequence(coordinator), application);
        int unfinished = machine.disk().files(UNFINISHED).size();
        try {
            log.storeCheckpoint(number, coordinator, application);
        } catch (AmbrosiaException failed) {
            if (machine.disk().isPowerless()) {
                throw new Death();
            }
            checkRoomGivenBack(number, unfinished);
            throw failed;
        }
        cluster.count(Coverage.Count.CHECKPOINTS_STORED);
    }

    /** Of a checkpoint that could not be stored nothing is left, unless the disk refused to delete it too. */
    private void checkRoomGivenBack(long number, int before) {
        List<String> unfinished = machine.disk().files(UNFINISHED);
        Violation.unless(
                unfinished.size() <= before || cluster.faults().writeFails() > 0,
                process.label() + ": checkpoint " + number + " failed, and takes room still: " + unfinished);
    }

    private void step(String what, long detail) {
        cluster.step(process.label(), what, detail);
    }

    @Override
    public LogIdentity identity() {
        return log.identity();
    }

    @Override
    public ReplicaRole role() {
        return log.role();
    }

    @Override
    public boolean isVacant(long nowNanos) {
        return log.isVacant(nowNanos);
    }

    @Override
    public void awaitRelease(long nanos) {
        throw new IllegalStateException("nobody waits in a simulation");
    }

    @Override
    public boolean takeCheckpointing(long nowNanos) {
        return log.takeCheckpointing(nowNanos);
    }

    @Override
    public boolean isPrimary() {
        return log.isPrimary();
    }

    @Override
    public void tell(ReplicaRole role, long executed) {
        log.tell(role, executed);
    }

    @Override
    public long furthestStandby() {
        return log.furthestStandby();
    }

    @Override
    public long durableEnd() {
        return log.durableEnd();
    }

    @Override
    public void renew() {
        log.renew();
    }

    @Override
    public void checkReign() {
        log.checkReign();
    }

    @Override
    public SpillStore spill() {
        return log.spill();
    }

    @Override
    public void onSuccessor(Consumer<String> wanted) {
        log.onSuccessor(wanted);
    }

    @Override
    public void askForSuccession() {
        log.askForSuccession();
    }

    @Override
    public void release() {
        log.release();
    }

    @Override
    public void close() {
        log.close();
    }

    /** Reads what is there, or, in a secondary, what was there a while ago. */
    private final class Reader implements LogReader {
        private final LogReader reader;
        private long nextSequence;

        Reader(LogReader reader, long nextSequence) {
            this.reader = reader;
            this.nextSequence = nextSequence;
        }

        @Override
        public StoredRecord next() {
            if (!log.isPrimary() && cluster.scheduler().nowNanos() < lagsUntilNanos) {
                return null;
            }
            StoredRecord record;
            try {
                record = reader.next();
            } catch (LogException failed) {
                if (failed.tag() == ErrorTag.LogBehind) {
                    cluster.count(Coverage.Count.FELL_BEHIND);
                }
                throw failed;
            }
            if (record == null) {
                lag();
                return null;
            }
            machine.history().read(new LoggedRecord(record.sequence(), record.bytes(), record.length()));
            nextSequence = record.sequence() + 1;
            return record;
        }

        private void lag() {
            if (!log.isPrimary()
                    && cluster.strikes(Fault.LAGGED, cluster.faults().lag())) {
                lagsUntilNanos =
                        cluster.scheduler().nowNanos() + cluster.scheduler().some(LAG_MICROS);
            }
        }

        @Override
        public long nextSegment() {
            machine.history().recoveredUpTo(nextSequence);
            return reader.nextSegment();
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
        public long cutBytes() {
            return reader.cutBytes();
        }

        @Override
        public void close() {
            reader.close();
        }
    }
}
