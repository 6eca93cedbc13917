package org.ambrosia.runtime.core.driver;

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

/**
 * What a driver does with a log, on the lanes of its host: records and segments on the writer's, in order; checkpoints on the
 * background's. What comes of it is an event. Called by the driver alone.
 */
final class LogLanes {
    /** A larger record has many calls in it, and more may come while it is written. */
    private static final int SMALL_BYTES = 512;

    private final String instance;
    private final Log log;
    private final WriterLane writer;
    private final Lane background;
    private final Consumer<Event> done;
    private final Consumer<byte[]> verify;

    /**
     * Makes the way to a log.
     *
     * @param done receives what came of it, on any lane
     * @param verify throws if this state of the application can't be loaded
     */
    LogLanes(
            String instance,
            Log log,
            WriterLane writer,
            Lane background,
            Consumer<Event> done,
            Consumer<byte[]> verify) {
        this.instance = instance;
        this.log = log;
        this.writer = writer;
        this.background = background;
        this.done = done;
        this.verify = verify;
    }

    void restore(int reading) {
        background.add(() -> {
            Optional<StoredCheckpoint> newest = log.newestCheckpoint();
            if (newest.isEmpty()) {
                done.accept(new RestoreEvent.NothingStored(reading));
                return;
            }
            StoredCheckpoint stored = newest.get();
            done.accept(new RestoreEvent.Restored(
                    reading, stored.number(), stored.coordinator(), stored.application(), log.read(stored.number())));
        });
    }

    void feed(int session) {
        background.add(() -> {
            StoredCheckpoint stored = log.newestCheckpoint().orElseThrow();
            done.accept(new LogEvent.FedFrom(
                    session, stored.coordinator(), stored.application(), log.read(stored.number())));
        });
    }

    /** A claim is decided here and now: until it is, nothing else may be read or executed. */
    void claim() {
        done.accept(
                log.claim() ? new LeadershipEvent.Elected(log.identity().epoch()) : new LeadershipEvent.NotElected());
    }

    void append(LoggedRecord record) {
        if (record.length() <= SMALL_BYTES) {
            writer.addSmall(() -> write(record));
        } else {
            writer.add(() -> write(record));
        }
    }

    private void write(LoggedRecord record) {
        int stored = log.append(record.bytes(), record.length());
        done.accept(new LogEvent.Appended(record.sequence(), stored));
    }

    void startSegment(long number, long firstSequence) {
        writer.add(() -> log.startSegment(number, firstSequence));
    }

    void storeCheckpoint(long number, byte[] coordinator, byte[] application) {
        writer.add(() -> background.add(() -> store(number, coordinator, application)));
    }

    /** A checkpoint that can't be loaded must not replace one that can: it is loaded before it is stored. */
    private void store(long number, byte[] coordinator, byte[] application) {
        try {
            verify.accept(application);
            log.storeCheckpoint(number, coordinator, application);
            done.accept(new LogEvent.CheckpointStored(number));
        } catch (AmbrosiaException failed) {
            done.accept(new LogEvent.CheckpointFailed(number, failed));
        } catch (RuntimeException | OutOfMemoryError | StackOverflowError | LinkageError failed) {
            done.accept(new LogEvent.CheckpointFailed(
                    number,
                    new AmbrosiaException(
                            ErrorTag.InternalError,
                            "Storing a checkpoint failed (instance=" + instance + "): " + failed
                                    + ". If memory was short, give the process more.",
                            failed)));
        }
    }

    /** The driver has come to the end of a turn. */
    void finish(boolean alone) {
        writer.finish(alone);
    }

    boolean isStuck(long nanos) {
        return writer.isStuck(nanos);
    }
}
