package org.ambrosia.runtime.net;

import io.netty.channel.IoHandle;
import io.netty.channel.IoHandler;
import io.netty.channel.IoHandlerContext;
import io.netty.channel.IoHandlerFactory;
import io.netty.channel.IoRegistration;
import io.netty.channel.SelectStrategy;
import io.netty.channel.nio.NioIoHandler;
import io.netty.util.IntSupplier;
import java.nio.channels.spi.SelectorProvider;
import org.ambrosia.runtime.thread.SpinBudget;

/** Lets a thread of Netty look again and again for what comes in, for a little, before it blocks. */
final class SpinningSelect implements SelectStrategy {
    private final SpinBudget budget = new SpinBudget();
    private volatile boolean spinning;

    private SpinningSelect() {}

    /** For the threads of an event loop group. */
    static IoHandlerFactory newFactory() {
        return executor -> {
            SpinningSelect select = new SpinningSelect();
            IoHandlerFactory blocking = NioIoHandler.newFactory(SelectorProvider.provider(), () -> select);
            return new Handler(blocking.newHandler(executor), select);
        };
    }

    @Override
    public int calculateStrategy(IntSupplier selectNow, boolean hasTasks) throws Exception {
        int ready = selectNow.get();
        if (ready > 0 || hasTasks) {
            budget.found();
            return ready;
        }
        spinning = budget.spins(System.nanoTime());
        if (!spinning) {
            return SelectStrategy.SELECT;
        }
        SpinBudget.giveWay();
        return 0;
    }

    /** Blocks as the other one does, and is not woken while it spins, since it looks for tasks by itself. */
    private static final class Handler implements IoHandler {
        private final IoHandler blocking;
        private final SpinningSelect select;

        Handler(IoHandler blocking, SpinningSelect select) {
            this.blocking = blocking;
            this.select = select;
        }

        @Override
        public void initialize() {
            blocking.initialize();
        }

        @Override
        public int run(IoHandlerContext context) {
            return blocking.run(context);
        }

        @Override
        public void prepareToDestroy() {
            blocking.prepareToDestroy();
        }

        @Override
        public void destroy() {
            blocking.destroy();
        }

        @Override
        public IoRegistration register(IoHandle handle) throws Exception {
            return blocking.register(handle);
        }

        /** Whoever comes here has added its task before; and before it blocks, the other one looks for tasks again. */
        @Override
        public void wakeup() {
            if (!select.spinning) {
                blocking.wakeup();
            }
        }

        @Override
        public boolean isCompatible(Class<? extends IoHandle> type) {
            return blocking.isCompatible(type);
        }
    }
}
