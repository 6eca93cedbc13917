package org.ambrosia.runtime.log.file;

import java.io.IOException;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Path;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** A shared file in memory. */
final class MappedFile implements SharedFile {
    private static final VarHandle WORD = MethodHandles.byteBufferViewVarHandle(long[].class, ByteOrder.nativeOrder());

    private static final System.Logger LOGGER = System.getLogger(MappedFile.class.getName());

    private final Path file;
    private final FileChannel channel;
    private final ByteBuffer content;
    private final CountDownLatch released;
    private final boolean holds;
    private Thread waiter;

    MappedFile(Path file, FileChannel channel, boolean holds) throws IOException {
        this(file, channel, MappedFiles.map(channel), new CountDownLatch(1), holds);
    }

    private MappedFile(Path file, FileChannel channel, ByteBuffer content, CountDownLatch released, boolean holds) {
        this.file = file;
        this.channel = channel;
        this.content = content;
        this.released = released;
        this.holds = holds;
    }

    /** This file, which this process holds, as another instance of this process sees it. */
    MappedFile seenByOthers() {
        return new MappedFile(file, null, content, released, false);
    }

    @Override
    public long word(int index) {
        return (long) WORD.getVolatile(content, 8 * index);
    }

    @Override
    public void word(int index, long value) {
        WORD.setVolatile(content, 8 * index, value);
    }

    @Override
    public String holder() {
        return MappedFiles.textOf(content);
    }

    @Override
    public synchronized boolean isHeld() {
        if (holds || channel == null) {
            return released.getCount() > 0;
        }
        if (released.getCount() == 0) {
            return false;
        }
        if (waiter != null) {
            return true;
        }
        try {
            return MappedFiles.isLocked(channel);
        } catch (IOException closed) {
            return false;
        }
    }

    @Override
    public boolean isHeldInThisProcess() {
        return channel == null && released.getCount() > 0;
    }

    @Override
    public void awaitRelease(long nanos) throws InterruptedException {
        if (!holds && channel != null) {
            startWaiter();
        }
        released.await(nanos, TimeUnit.NANOSECONDS);
    }

    /** Waiting for a lock has no end in time, so a thread of its own does it. */
    private synchronized void startWaiter() {
        if (waiter == null) {
            waiter = new Thread(this::waitForLock, "ambrosia-vacancy");
            waiter.setDaemon(true);
            waiter.start();
        }
    }

    private void waitForLock() {
        try (FileLock granted = channel.lock(0, Long.MAX_VALUE, true)) {
            LOGGER.log(System.Logger.Level.DEBUG, "released: {0} {1}", file, granted);
            released.countDown();
        } catch (IOException closed) {
            // Nobody waits any more.
        }
    }

    @Override
    public void close() {
        if (channel == null) {
            return;
        }
        try {
            channel.close();
        } catch (IOException unimportant) {
            LOGGER.log(System.Logger.Level.DEBUG, "closing a shared file", unimportant);
        }
        if (holds) {
            MappedFiles.released(file, this);
            released.countDown();
        }
    }
}
