package org.ambrosia.simulator.cluster;

import java.io.ByteArrayOutputStream;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.ambrosia.runtime.api.AmbrosiaException;
import org.ambrosia.runtime.api.ErrorTag;
import org.ambrosia.runtime.api.LogException;
import org.ambrosia.runtime.api.ReplicaRole;
import org.ambrosia.runtime.core.LoggedRecord;
import org.ambrosia.runtime.core.Replica;
import org.ambrosia.runtime.log.Checkpoints;
import org.ambrosia.runtime.log.Leadership;
import org.ambrosia.runtime.log.Log;
import org.ambrosia.runtime.log.LogIdentity;
import org.ambrosia.runtime.log.LogReader;
import org.ambrosia.runtime.log.Membership;
import org.ambrosia.runtime.log.Records;
import org.ambrosia.runtime.log.SkippedCall;
import org.ambrosia.runtime.log.SpillStore;
import org.ambrosia.runtime.log.StoredCheckpoint;
import org.ambrosia.runtime.log.StoredRecord;
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
    private final WatchedLeadership leadership = new WatchedLeadership();
    private final WatchedRecords records = new WatchedRecords();
    private final WatchedCheckpoints checkpoints = new WatchedCheckpoints();
    /** The first record behind the checkpoint that was read last. */
    private long firstSequence;

    private long lagsUntilNanos;

    WatchedLog(SimProcess process, Cluster cluster, Machine machine, Log log) {
        this.process = process;
        this.cluster = cluster;
        this.machine = machine;
        this.log = log;
        if (log.leadership().role() == ReplicaRole.PRIMARY) {
            machine.epochs().add(log.identity().epoch());
        }
    }

    private void step(String what, long detail) {
        cluster.step(process.label(), what, detail);
    }

    @Override
    public LogIdentity identity() {
        return log.identity();
    }

    @Override
    public Leadership leadership() {
        return leadership;
    }

    @Override
    public Membership membership() {
        return log.membership();
    }

    @Override
    public Records records() {
        return records;
    }

    @Override
    public Checkpoints checkpoints() {
        return checkpoints;
    }

    @Override
    public SpillStore spill() {
        return log.spill();
    }

    @Override
    public Collection<SkippedCall> skippedCalls() {
        return log.skippedCalls();
    }

    @Override
    public void close() {
        log.close();
    }

    private final class WatchedLeadership implements Leadership {
        @Override
        public ReplicaRole role() {
            return log.leadership().role();
        }

        @Override
        public boolean isPrimary() {
            return log.leadership().isPrimary();
        }

        @Override
        public OptionalLong vacantTerm(long nowNanos) {
            return log.leadership().vacantTerm(nowNanos);
        }

        @Override
        public void awaitChange(long nanos) {
            throw new IllegalStateException("nobody waits in a simulation");
        }

        @Override
        public boolean claim(long vacantTerm) {
            step("claim", 0);
            boolean claimed = log.leadership().claim(vacantTerm);
            if (claimed) {
                machine.epochs().add(log.identity().epoch());
                step("claimed", log.identity().epoch());
                // The coordinator's thread may work between a claim and the event of it.
                if (cluster.scheduler().chance(0.5)) {
                    process.turn();
                }
            }
            return claimed;
        }

        @Override
        public void check() {
            log.leadership().check();
        }

        @Override
        public void renew() {
            log.leadership().renew();
        }

        @Override
        public void onHandoverRequest(Consumer<String> wanted) {
            log.leadership().onHandoverRequest(wanted);
        }

        @Override
        public void requestHandover() {
            log.leadership().requestHandover();
        }

        @Override
        public void release() {
            log.leadership().release();
        }
    }

    private final class WatchedRecords implements Records {
        @Override
        public int maxInFlight() {
            return log.records().maxInFlight();
        }

        @Override
        public int maxRecordBytes() {
            return log.records().maxRecordBytes();
        }

        @Override
        public void begin(long segment, long first) {
            step("segment", segment);
            log.records().begin(segment, first);
        }

        @Override
        public void append(long sequence, byte[] bytes, int length, Listener listener) {
            LoggedRecord record = new LoggedRecord(sequence, bytes, length);
            step("append", sequence);
            machine.history().appending(record);
            log.records().append(sequence, bytes, length, new Listener() {
                @Override
                public void appended(long durable, int storedBytes) {
                    machine.history().durable(record);
                    listener.appended(durable, storedBytes);
                }

                @Override
                public void failed(long lost, LogException reason) {
                    listener.failed(lost, reason);
                }
            });
        }

        @Override
        public LogReader read(long fromSegment, Runnable more) {
            return new Reader(log.records().read(fromSegment, more), firstSequence);
        }

        @Override
        public long durableEnd() {
            return log.records().durableEnd();
        }
    }

    private final class WatchedCheckpoints implements Checkpoints {
        @Override
        public Optional<StoredCheckpoint> newest() {
            step("restore", 0);
            Optional<StoredCheckpoint> newest = log.checkpoints().newest();
            Violation.unless(
                    newest.isPresent()
                            || !process.isAlive()
                            || machine.history().records().isEmpty(),
                    process.label() + " starts for the first time, but has a log");
            firstSequence = newest.map(
                            each -> Replica.nextSequence(each.coordinator().toArray()))
                    .orElse(0L);
            return newest;
        }

        @Override
        public Draft begin(long segment) {
            step("checkpoint", segment);
            return watched(() -> new WatchedDraft(log.checkpoints().begin(segment)));
        }

        /** Of a checkpoint that could not be stored nothing is left, unless the disk refused to delete it too. */
        @Override
        public void store(long segment, byte[] coordinator, byte[] application) {
            int before = machine.disk().files(UNFINISHED).size();
            try {
                Checkpoints.super.store(segment, coordinator, application);
            } catch (LogException failed) {
                if (machine.disk().isPowerless()) {
                    throw new Death();
                }
                List<String> unfinished = machine.disk().files(UNFINISHED);
                Violation.unless(
                        unfinished.size() <= before || cluster.faults().writeFails() > 0,
                        process.label() + ": checkpoint " + segment + " failed, and takes room still: " + unfinished);
                throw failed;
            }
        }

        @Override
        public void retain() {
            watched(() -> {
                log.checkpoints().retain();
                return true;
            });
        }
    }

    /** A part of storing a checkpoint; a process on a machine without power does not learn what became of it. */
    private <T> T watched(Supplier<T> storing) {
        try {
            return storing.get();
        } catch (AmbrosiaException failed) {
            if (machine.disk().isPowerless()) {
                throw new Death();
            }
            throw failed;
        }
    }

    private final class WatchedDraft implements Checkpoints.Draft {
        private final Checkpoints.Draft draft;
        private final ByteArrayOutputStream coordinator = new ByteArrayOutputStream();
        private final ByteArrayOutputStream application = new ByteArrayOutputStream();

        WatchedDraft(Checkpoints.Draft draft) {
            this.draft = draft;
        }

        @Override
        public OutputStream coordinator() {
            return new Copying(draft.coordinator(), coordinator);
        }

        @Override
        public OutputStream application() {
            return new Copying(draft.application(), application);
        }

        @Override
        public void publish() {
            machine.checkpoints().put(Replica.nextSequence(coordinator.toByteArray()), application.toByteArray());
            watched(() -> {
                draft.publish();
                return true;
            });
            cluster.count(Coverage.Count.CHECKPOINTS_STORED);
        }

        @Override
        public void close() {
            draft.close();
        }
    }

    /** Writes into two places. */
    private final class Copying extends FilterOutputStream {
        private final OutputStream copy;

        Copying(OutputStream target, OutputStream copy) {
            super(target);
            this.copy = copy;
        }

        @Override
        public void write(int value) throws IOException {
            write(new byte[] {(byte) value}, 0, 1);
        }

        @Override
        public void write(byte[] bytes, int offset, int length) throws IOException {
            try {
                out.write(bytes, offset, length);
            } catch (IOException failed) {
                if (machine.disk().isPowerless()) {
                    throw new Death();
                }
                throw failed;
            }
            copy.write(bytes, offset, length);
        }
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
            if (!leadership.isPrimary() && cluster.scheduler().nowNanos() < lagsUntilNanos) {
                return null;
            }
            StoredRecord record;
            try {
                record = reader.next();
            } catch (LogException failed) {
                if (failed.tag() == ErrorTag.LOG_BEHIND) {
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
            if (!leadership.isPrimary()
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
        public void close() {
            reader.close();
        }
    }
}
