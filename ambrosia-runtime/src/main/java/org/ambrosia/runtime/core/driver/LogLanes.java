package org.ambrosia.runtime.core.driver;

import java.util.Collection;
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
import org.ambrosia.runtime.core.SkippedCalls;
import org.ambrosia.runtime.log.Log;
import org.ambrosia.runtime.log.LogReader;
import org.ambrosia.runtime.log.Records;
import org.ambrosia.runtime.log.SkippedCall;
import org.ambrosia.runtime.log.StoredCheckpoint;

/**
 * The work of a driver with a log, on the lanes of its host: claims, records and segments on the
 * writer's, in order; checkpoints on the background's. The results are events. Only the driver
 * calls it.
 */
final class LogLanes {
    /** A larger record has many calls in it, and more may come while it is written. */
    private static final int SMALL_BYTES = 512;

    private final String instance;
    private final Log log;
    private final WriterLane writer;
    private final Lane background;
    private final Consumer<Event> done;
    private final Runnable wake;
    private final Consumer<byte[]> verify;
    private final Consumer<SkippedCall> skipped;
    private final Records.Listener listener = new Appending();

    /**
     * Creates the way to a log.
     *
     * @param done receives the results, on any lane
     * @param wake lets the driver read on, from any thread
     * @param verify throws if this state of the application can't be loaded
     * @param skipped is called by the driver's thread for each call that is skipped while the log
     *     is read
     */
    LogLanes(
            String instance,
            Log log,
            WriterLane writer,
            Lane background,
            Consumer<Event> done,
            Runnable wake,
            Consumer<byte[]> verify,
            Consumer<SkippedCall> skipped) {
        this.instance = instance;
        this.log = log;
        this.writer = writer;
        this.background = background;
        this.done = done;
        this.wake = wake;
        this.verify = verify;
        this.skipped = skipped;
    }

    void restore(int reading) {
        background.add(() -> {
            Optional<StoredCheckpoint> newest = log.checkpoints().newest();
            if (newest.isEmpty()) {
                done.accept(new RestoreEvent.NothingStored(reading));
                return;
            }
            try (StoredCheckpoint stored = newest.get()) {
                done.accept(new RestoreEvent.Restored(
                        reading,
                        stored.segment(),
                        stored.coordinator().toArray(),
                        stored.application().toArray(),
                        read(stored.segment())));
            }
        });
    }

    void feed(int session) {
        background.add(() -> {
            try (StoredCheckpoint stored = log.checkpoints().newest().orElseThrow()) {
                done.accept(new LogEvent.FedFrom(
                        session,
                        stored.coordinator().toArray(),
                        stored.application().toArray(),
                        read(stored.segment())));
            }
        });
    }

    private LogReader read(long segment) {
        LogReader records = log.records().read(segment, wake);
        Collection<SkippedCall> calls = log.skippedCalls();
        return calls.isEmpty() ? records : new SkippingReader(records, new SkippedCalls(calls), skipped);
    }

    /** Claims the log. Nothing is read or executed until the claim is decided. */
    void claim(long vacantTerm) {
        writer.add(() -> done.accept(
                log.leadership().claim(vacantTerm)
                        ? new LeadershipEvent.Elected(log.identity().epoch())
                        : new LeadershipEvent.NotElected()));
    }

    void append(LoggedRecord record) {
        if (record.length() <= SMALL_BYTES) {
            writer.addSmall(() -> write(record));
        } else {
            writer.add(() -> write(record));
        }
    }

    private void write(LoggedRecord record) {
        log.records().append(record.sequence(), record.bytes(), record.length(), listener);
    }

    void startSegment(long number, long firstSequence) {
        writer.add(() -> log.records().begin(number, firstSequence));
    }

    void storeCheckpoint(long number, byte[] coordinator, byte[] application) {
        writer.add(() -> background.add(() -> store(number, coordinator, application)));
    }

    /**
     * Stores a checkpoint, and loads it before that: a checkpoint that can't be loaded must not
     * replace one that can.
     */
    private void store(long number, byte[] coordinator, byte[] application) {
        try {
            verify.accept(application);
            log.checkpoints().store(number, coordinator, application);
            log.checkpoints().retain();
            done.accept(new LogEvent.CheckpointStored(number));
        } catch (AmbrosiaException failed) {
            done.accept(new LogEvent.CheckpointFailed(number, failed));
        } catch (RuntimeException | OutOfMemoryError | StackOverflowError | LinkageError failed) {
            done.accept(new LogEvent.CheckpointFailed(
                    number,
                    new AmbrosiaException(
                            ErrorTag.INTERNAL_ERROR,
                            "Storing a checkpoint failed (instance=" + instance + "): " + failed
                                    + ". If memory was short, give the process more.",
                            failed)));
        }
    }

    /** Ends a turn of the driver. */
    void finish(boolean alone) {
        writer.finish(alone);
    }

    boolean isStuck(long nanos) {
        return writer.isStuck(nanos);
    }

    /** Reports the results of appends as events. */
    private final class Appending implements Records.Listener {
        @Override
        public void appended(long sequence, int storedBytes) {
            done.accept(new LogEvent.Appended(sequence, storedBytes));
        }

        @Override
        public void failed(long sequence, LogException reason) {
            done.accept(new LogEvent.AppendFailed(reason));
        }
    }
}
