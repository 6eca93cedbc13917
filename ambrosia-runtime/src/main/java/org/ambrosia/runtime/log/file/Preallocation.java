package org.ambrosia.runtime.log.file;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;

/**
 * Fills a segment's file with zeros ahead of the writer, in the background. The room grows with the segment, so that a
 * small log takes little disk and a busy one seldom waits.
 */
final class Preallocation implements AutoCloseable {
    private static final long FIRST_BYTES = 256 << 10;
    private static final long MOST_BYTES = 16 << 20;
    private static final int PIECE_BYTES = 1 << 20;

    private final FileChannel channel;
    private final int blockBytes;
    private final Executor background;
    private long ready;
    private long requested;
    private CompletableFuture<Void> running = CompletableFuture.completedFuture(null);

    /**
     * Begins to make room.
     *
     * @param channel the file, which is closed with this
     * @param used so much of it has been written
     * @param blockBytes what is written, and where, is a multiple of this
     */
    Preallocation(FileChannel channel, long used, int blockBytes, Executor background) {
        this.channel = channel;
        this.blockBytes = blockBytes;
        this.background = background;
        ready = used;
        requested = used;
        usedUpTo(used);
    }

    /** The writer has come up to here: makes more room if little is left. Only the writer's thread calls this. */
    void usedUpTo(long end) {
        long step = Math.max(FIRST_BYTES, Math.min(end, MOST_BYTES));
        if (running.isDone() && !running.isCompletedExceptionally()) {
            ready = requested;
            if (ready - end < step / 2) {
                request(ready + step);
            }
        }
    }

    /** Waits until there is room up to here. Only the writer's thread calls this. */
    void await(long end) throws IOException {
        while (ready < end) {
            finishRunning();
            ready = requested;
            if (ready < end) {
                request(end + FIRST_BYTES);
            }
        }
    }

    @Override
    public void close() throws IOException {
        try {
            finishRunning();
        } catch (IOException unimportant) {
            // The segment ends here, so that the room ahead is not needed any more.
        }
        channel.close();
    }

    private void request(long upTo) {
        long from = requested;
        requested = upTo;
        CompletableFuture<Void> done = new CompletableFuture<>();
        running = done;
        try {
            background.execute(() -> fill(from, upTo, done));
        } catch (RuntimeException | Error noThread) {
            done.completeExceptionally(noThread);
            throw noThread;
        }
    }

    private void fill(long from, long upTo, CompletableFuture<Void> done) {
        try {
            int piece = (int) Math.min(upTo - from, PIECE_BYTES);
            ByteBuffer zeros = ByteBuffer.allocateDirect(piece + blockBytes).alignedSlice(blockBytes);
            for (long at = from; at < upTo; ) {
                zeros.clear().limit((int) Math.min(piece, upTo - at));
                at += channel.write(zeros, at);
            }
            channel.force(true);
            done.complete(null);
        } catch (IOException | RuntimeException | Error failed) {
            done.completeExceptionally(failed);
        }
    }

    private void finishRunning() throws IOException {
        try {
            running.get();
        } catch (ExecutionException failed) {
            throw failed.getCause() instanceof IOException cause ? cause : new IOException(failed.getCause());
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("interrupted while waiting for room in a segment");
        }
    }
}
