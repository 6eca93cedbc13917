package org.ambrosia.runtime.net;

import io.netty.channel.IoHandle;
import io.netty.channel.IoHandler;
import io.netty.channel.IoHandlerContext;
import io.netty.channel.IoRegistration;
import io.netty.channel.SelectStrategy;
import io.netty.channel.nio.NioIoHandler;
import io.netty.util.IntSupplier;
import io.netty.util.concurrent.ThreadAwareExecutor;
import java.nio.channels.spi.SelectorProvider;
import org.ambrosia.runtime.thread.SpinBudget;

/**
 * Looks again and again for incoming data on sockets, for a little, before it blocks as Netty's own
 * handler does. Does a duty in between. It is not woken while it looks.
 */
final class SpinningHandler implements IoHandler, SelectStrategy {
    private static final long MOST_WAIT_NANOS = 1_000_000_000L;

    private final IoHandler blocking;
    private final SpinBudget budget = new SpinBudget();
    private final Context context = new Context();
    private SocketThread.Duty duty = new NoDuty();
    private volatile boolean asleep;

    SpinningHandler(ThreadAwareExecutor executor) {
        this.blocking =
                NioIoHandler.newFactory(SelectorProvider.provider(), () -> this).newHandler(executor);
    }

    /** Does this duty from now on. On the thread. */
    void drive(SocketThread.Duty wanted) {
        duty = wanted;
    }

    @Override
    public int run(IoHandlerContext given) {
        context.given = given;
        int handled = blocking.run(context);
        asleep = false;
        duty.work();
        return handled;
    }

    @Override
    public int calculateStrategy(IntSupplier selectNow, boolean hasTasks) throws Exception {
        int ready = selectNow.get();
        if (ready > 0 || hasTasks) {
            budget.found();
            return ready;
        }
        if (budget.spins(System.nanoTime())) {
            SpinBudget.giveWay();
            return 0;
        }
        // Before it blocks, Netty's handler asks once more whether there is something to do.
        asleep = true;
        return SelectStrategy.SELECT;
    }

    /** Wakes the handler if it blocks. The calling thread has added its work before. */
    @Override
    public void wakeup() {
        if (asleep) {
            blocking.wakeup();
        }
    }

    @Override
    public void initialize() {
        blocking.initialize();
    }

    @Override
    public void prepareToDestroy() {
        blocking.prepareToDestroy();
    }

    @Override
    public void destroy() {
        blocking.destroy();
        duty.threadEnded();
    }

    @Override
    public IoRegistration register(IoHandle handle) throws Exception {
        return blocking.register(handle);
    }

    @Override
    public boolean isCompatible(Class<? extends IoHandle> type) {
        return blocking.isCompatible(type);
    }

    /**
     * The context that limits how long Netty's handler may block: until a task of Netty's or the
     * duty is due.
     */
    private final class Context implements IoHandlerContext {
        private IoHandlerContext given;

        @Override
        public boolean canBlock() {
            return given.canBlock() && !duty.isDue(System.nanoTime());
        }

        @Override
        public long delayNanos(long currentTimeNanos) {
            return Math.min(given.delayNanos(currentTimeNanos), duty.nanosUntilDue(System.nanoTime()));
        }

        @Override
        public long deadlineNanos() {
            return given.deadlineNanos();
        }

        @Override
        public void reportActiveIoTime(long activeNanos) {
            given.reportActiveIoTime(activeNanos);
        }

        @Override
        public boolean shouldReportActiveIoTime() {
            return given.shouldReportActiveIoTime();
        }
    }

    private static final class NoDuty implements SocketThread.Duty {
        @Override
        public boolean isDue(long nowNanos) {
            return false;
        }

        @Override
        public long nanosUntilDue(long nowNanos) {
            return MOST_WAIT_NANOS;
        }

        @Override
        public void work() {}

        @Override
        public void threadEnded() {}
    }
}
