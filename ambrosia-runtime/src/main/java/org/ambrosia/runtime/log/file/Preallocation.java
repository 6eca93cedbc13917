package org.ambrosia.runtime.log.file;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;

/**
 * Fills a segment's file with zeros ahead of small records, in the background. A small synced write
 * into existing room takes half the time of one that makes the file longer. Large records make the
 * file longer, since filling would take as much of the disk as they do. So do the few small ones
 * that come between them.
 *
 * <pre>
 *   written │ gap, in which records make the file longer │ filled, or being filled │ nothing
 *           end                                          from                      upTo
 * </pre>
 *
 * <p>So the writer waits only if it comes to a stretch while that is being filled.
 */
final class Preallocation implements AutoCloseable {
    private static final int LARGE_BYTES = 128 << 10;
    /** The number of consecutive small records that are taken for the first of many. */
    private static final int FEW = 8;

    private static final long GAP_BYTES = 64 << 10;
    private static final long LEAST_BYTES = 256 << 10;
    private static final long MOST_BYTES = 4 << 20;
    /**
     * The size of one write: while a piece is written, the file system lets no other write of the
     * file go on.
     */
    private static final int PIECE_BYTES = 128 << 10;

    private final FileChannel channel;
    private final int blockBytes;
    private final Executor background;
    private long from;
    private long upTo;
    private int smallInRow;
    private CompletableFuture<Void> running = CompletableFuture.completedFuture(null);

    /**
     * Creates room only from the first small record on: each checkpoint that fails leaves a
     * segment, which may have no such record.
     *
     * @param channel the file, which is closed with this
     * @param blockBytes what is written, and where, is a multiple of this
     */
    Preallocation(FileChannel channel, int blockBytes, Executor background) {
        this.channel = channel;
        this.blockBytes = blockBytes;
        this.background = background;
    }

    /**
     * Waits while the room for a write of {@code bytes} at {@code at} is being filled. Only the
     * writer's thread calls this.
     */
    void await(long at, int bytes) throws IOException {
        if (at < upTo && at + bytes > from && !running.isDone()) {
            finishRunning();
        }
    }

    /**
     * Notes that the writer has written {@code bytes}, up to {@code end}. Only the writer's thread
     * calls this.
     */
    void written(int bytes, long end) {
        long step = Math.max(LEAST_BYTES, Math.min(end, MOST_BYTES));
        smallInRow = bytes < LARGE_BYTES ? smallInRow + 1 : 0;
        boolean isFirst = upTo == 0 && smallInRow > 0;
        if ((isFirst || smallInRow >= FEW) && upTo - end < step / 2 && running.isDone()) {
            fill(Math.max(upTo, end + GAP_BYTES), step);
        }
    }

    @Override
    public void close() throws IOException {
        finishRunning();
        channel.close();
    }

    private void fill(long begin, long bytes) {
        from = begin;
        upTo = begin + bytes;
        CompletableFuture<Void> done = new CompletableFuture<>();
        running = done;
        try {
            background.execute(() -> {
                try {
                    writeZeros(begin, begin + bytes);
                } catch (IOException full) {
                    // The writer finds out by itself, if it comes that far.
                } finally {
                    done.complete(null);
                }
            });
        } catch (RuntimeException | Error noThread) {
            done.complete(null);
            throw noThread;
        }
    }

    private void writeZeros(long begin, long end) throws IOException {
        ByteBuffer zeros = ByteBuffer.allocateDirect(PIECE_BYTES + blockBytes).alignedSlice(blockBytes);
        for (long at = begin; at < end; ) {
            zeros.clear().limit((int) Math.min(PIECE_BYTES, end - at));
            at += channel.write(zeros, at);
        }
        channel.force(true);
    }

    private void finishRunning() throws IOException {
        try {
            running.get();
        } catch (ExecutionException impossible) {
            throw new IOException(impossible.getCause());
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("interrupted while waiting for room in a segment");
        }
    }
}
