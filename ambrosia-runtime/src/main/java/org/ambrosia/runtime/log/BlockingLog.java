package org.ambrosia.runtime.log;

import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.LongSupplier;
import org.ambrosia.runtime.api.ErrorTag;
import org.ambrosia.runtime.api.LogException;

/**
 * A log that is written one step after the other, for tools and for tests of log engines. Each step
 * is done when its method returns. An instance instead writes as much as it can at a time. Not
 * thread-safe.
 */
public final class BlockingLog implements AutoCloseable {
    private final Log log;

    /** Uses a log that was joined; {@link #close} closes it. */
    public BlockingLog(Log log) {
        this.log = log;
    }

    /** Joins a log that no process has, as its primary. */
    public static BlockingLog lead(LogEngine engine, LogSettings settings) {
        return lead(engine, settings, System::nanoTime);
    }

    /**
     * Joins a log that no process has, as its primary.
     *
     * @param nanoTime a clock that never goes back, in nanoseconds
     * @throws LogException with the tag {@code LogInUse} if a process has it
     */
    public static BlockingLog lead(LogEngine engine, LogSettings settings, LongSupplier nanoTime) {
        Log log = engine.join(settings);
        try {
            claim(log, settings, nanoTime.getAsLong());
            return new BlockingLog(log);
        } catch (RuntimeException | Error failed) {
            log.close();
            throw failed;
        }
    }

    private static void claim(Log log, LogSettings settings, long nowNanos) {
        Leadership leadership = log.leadership();
        if (leadership.isPrimary()) {
            return;
        }
        OptionalLong vacant = leadership.vacantTerm(nowNanos);
        if (vacant.isEmpty() || !leadership.claim(vacant.getAsLong())) {
            throw new LogException(
                    ErrorTag.LOG_IN_USE,
                    "The log is in use by another process (instance=" + settings.instance() + "). Stop that first.");
        }
    }

    /** The log. */
    public Log log() {
        return log;
    }

    /** The identity of the log. */
    public LogIdentity identity() {
        return log.identity();
    }

    /**
     * Appends a record. On return it is on stable storage.
     *
     * @param length its size in {@code bytes}, from index 0
     * @return how many bytes it takes in the log
     */
    public int append(long sequence, byte[] bytes, int length) {
        CompletableFuture<Integer> stored = new CompletableFuture<>();
        log.records().append(sequence, bytes, length, new Records.Listener() {
            @Override
            public void appended(long appended, int storedBytes) {
                stored.complete(storedBytes);
            }

            @Override
            public void failed(long lost, LogException reason) {
                stored.completeExceptionally(reason);
            }
        });
        try {
            return stored.join();
        } catch (CompletionException failed) {
            throw (LogException) failed.getCause();
        }
    }

    /** Begins a segment, as {@link Records#begin} does. */
    public void begin(long segment, long firstSequence) {
        log.records().begin(segment, firstSequence);
    }

    /** Stores a checkpoint, and deletes those that are no longer kept. */
    public void checkpoint(long segment, byte[] coordinator, byte[] application) {
        log.checkpoints().store(segment, coordinator, application);
        log.checkpoints().retain();
    }

    /** Reads the newest checkpoint. */
    public Optional<Checkpoint> newest() {
        Optional<StoredCheckpoint> newest = log.checkpoints().newest();
        if (newest.isEmpty()) {
            return Optional.empty();
        }
        try (StoredCheckpoint stored = newest.get()) {
            return Optional.of(new Checkpoint(
                    stored.segment(),
                    stored.coordinator().toArray(),
                    stored.application().toArray()));
        }
    }

    /**
     * A checkpoint.
     *
     * @param segment the number of the segment at whose beginning it was taken
     * @param coordinator the coordinator's part
     * @param application the application's part
     */
    public record Checkpoint(long segment, byte[] coordinator, byte[] application) {}

    /** Reads the records from the beginning of this segment on. */
    public LogReader read(long fromSegment) {
        return log.records().read(fromSegment, () -> {});
    }

    @Override
    public void close() {
        log.close();
    }
}
