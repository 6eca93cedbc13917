package org.ambrosia.runtime.net;

import io.netty.channel.AdaptiveRecvByteBufAllocator;
import io.netty.channel.EventLoop;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.RecvByteBufAllocator;
import io.netty.util.concurrent.DefaultThreadFactory;
import java.util.concurrent.TimeUnit;

/**
 * The thread that does everything with the sockets of one instance, and a {@link Duty} that they
 * drive. So no other thread is needed to look at what comes in, or to send what goes out. It spins
 * for a little before it blocks.
 */
public final class SocketThread implements AutoCloseable {
    static final int MIN_READ_BYTES = 1 << 10;
    static final int FIRST_READ_BYTES = 16 << 10;
    static final int MAX_READ_BYTES = 256 << 10;
    /**
     * The amount that is read at once: up to some runs of many calls, where they come that fast.
     */
    static final RecvByteBufAllocator READS =
            new AdaptiveRecvByteBufAllocator(MIN_READ_BYTES, FIRST_READ_BYTES, MAX_READ_BYTES);

    private static final System.Logger LOGGER = System.getLogger(SocketThread.class.getName());
    private static final long MOST_END_MILLIS = 10_000;

    private final EventLoopGroup group;
    private volatile SpinningHandler handler;

    /** Creates the thread of an instance. */
    public SocketThread(String instance) {
        this.group = new MultiThreadIoEventLoopGroup(
                1,
                new DefaultThreadFactory("ambrosia-" + instance + "-net", true),
                executor -> handler = new SpinningHandler(executor));
    }

    /** The work that the thread does besides its sockets, again and again. */
    public interface Duty {
        /** Returns whether there is something to do. */
        boolean isDue(long nowNanos);

        /**
         * Returns how long it takes until there is something to do, if nothing happens before; not
         * more than a day.
         */
        long nanosUntilDue(long nowNanos);

        /** Does what there is to do. Throws nothing. */
        void work();

        /** Called when the thread ends: because that is wanted, or because it failed. */
        void threadEnded();
    }

    /** Does this duty from now on, on the thread. */
    public void drive(Duty duty) {
        loop().execute(() -> handler.drive(duty));
    }

    /** Wakes the thread, because there is something to do. From any thread. */
    public void wake() {
        handler.wakeup();
    }

    EventLoop loop() {
        return group.next();
    }

    EventLoopGroup group() {
        return group;
    }

    /** Closes all sockets and ends the thread; waits until it has ended, unless it stands still. */
    @Override
    public void close() {
        boolean ended = group.shutdownGracefully(0, 2, TimeUnit.SECONDS).awaitUninterruptibly(MOST_END_MILLIS);
        if (!ended) {
            LOGGER.log(System.Logger.Level.WARNING, "The thread of the sockets stands still, and is left behind");
        }
    }
}
