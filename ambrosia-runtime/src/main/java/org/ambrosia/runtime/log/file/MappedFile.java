package org.ambrosia.runtime.log.file;

import java.io.IOException;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Path;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * A shared file in memory. A file that this process looks for is mapped when one of its words is
 * first needed, since only the garbage collector unmaps it.
 */
final class MappedFile implements SharedFile {
    private static final VarHandle WORD = MethodHandles.byteBufferViewVarHandle(long[].class, ByteOrder.nativeOrder());

    private static final long LOOK_NANOS = 1_000_000L;

    private static final System.Logger LOGGER = System.getLogger(MappedFile.class.getName());

    private final Path file;
    private final FileChannel channel;
    /** Null before it is mapped. */
    private volatile ByteBuffer content;

    private final CountDownLatch released;
    /** The lock of the file; null if this object does not hold it. */
    private final HalvedLock lock;

    private final Queue<FileChannel> lingering = new ConcurrentLinkedQueue<>();
    private Thread waiter;

    /** Creates the object for a file that this process has locked. */
    MappedFile(Path file, FileChannel channel, HalvedLock lock) throws IOException {
        this(file, channel, MappedFiles.map(channel), new CountDownLatch(1), lock);
    }

    /** Creates the object for a file of another process. */
    MappedFile(Path file, FileChannel channel) {
        this(file, channel, null, new CountDownLatch(1), null);
    }

    private MappedFile(Path file, FileChannel channel, ByteBuffer content, CountDownLatch released, HalvedLock lock) {
        this.file = file;
        this.channel = channel;
        this.content = content;
        this.released = released;
        this.lock = lock;
    }

    /** Returns this file, which this process holds, as another instance of this process sees it. */
    MappedFile seenByOthers() {
        return new MappedFile(file, null, content, released, null);
    }

    @Override
    public long word(int index) {
        return (long) WORD.getVolatile(mapped(), 8 * index);
    }

    @Override
    public void word(int index, long value) {
        WORD.setVolatile(mapped(), 8 * index, value);
    }

    @Override
    public String holder() {
        return MappedFiles.textOf(mapped());
    }

    private ByteBuffer mapped() {
        ByteBuffer present = content;
        return present == null ? map() : present;
    }

    private synchronized ByteBuffer map() {
        if (content == null) {
            try {
                content = MappedFiles.map(channel);
            } catch (IOException failed) {
                throw LogFiles.unavailable("Mapping a file that processes share", file, failed);
            }
        }
        return content;
    }

    @Override
    public synchronized boolean isHeld() {
        if (lock != null || channel == null) {
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
    public synchronized boolean renew() throws IOException {
        return lock == null || released.getCount() == 0 || MappedFiles.renew(lock);
    }

    @Override
    public void awaitRelease(long nanos) throws InterruptedException {
        if (lock == null && channel != null) {
            startWaiter();
        }
        released.await(nanos, TimeUnit.NANOSECONDS);
    }

    /**
     * Starts a thread that waits for the lock, since that wait has no time limit. The system does
     * not let the thread wait if it sees a circle of processes that wait for each other's
     * instances. The same is true if another instance of this process waits already. Then the
     * thread looks again and again.
     */
    private synchronized void startWaiter() {
        if (waiter == null) {
            waiter = new Thread(this::waitForLock, "ambrosia-vacancy");
            waiter.setDaemon(true);
            waiter.start();
        }
    }

    private void waitForLock() {
        while (channel.isOpen()) {
            try (FileLock granted = channel.lock(0, Long.MAX_VALUE, true)) {
                LOGGER.log(System.Logger.Level.DEBUG, "released: {0} {1}", file, granted);
                released.countDown();
                return;
            } catch (IOException | OverlappingFileLockException notLetToWait) {
                LockSupport.parkNanos(LOOK_NANOS);
            }
        }
    }

    /**
     * Takes a channel of this file that is not needed any more; closing it while the file is held
     * would release the file.
     */
    void closeLater(FileChannel other) {
        lingering.add(other);
    }

    @Override
    public void close() {
        if (channel == null) {
            return;
        }
        if (lock == null) {
            MappedFiles.close(file, channel);
            return;
        }
        MappedFiles.release(file, this);
        released.countDown();
    }

    /** Closes all channels of the file. With the last of them the process releases the file. */
    void closeChannels() {
        closeQuietly(channel);
        lingering.forEach(MappedFile::closeQuietly);
    }

    static void closeQuietly(FileChannel channel) {
        try {
            channel.close();
        } catch (IOException unimportant) {
            LOGGER.log(System.Logger.Level.DEBUG, "closing a shared file", unimportant);
        }
    }
}
