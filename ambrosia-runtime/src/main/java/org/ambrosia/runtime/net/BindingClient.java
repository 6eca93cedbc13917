package org.ambrosia.runtime.net;

import io.netty.bootstrap.Bootstrap;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.ChannelOutboundBuffer;
import io.netty.channel.EventLoop;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.channel.socket.nio.NioDomainSocketChannel;
import io.netty.channel.socket.nio.NioSocketChannel;
import java.io.IOException;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.ambrosia.runtime.protocol.CoordinatorRecord;
import org.ambrosia.runtime.protocol.RecordDecoder;
import org.ambrosia.runtime.thread.ArrayPool;

/**
 * An application's connection to its coordinator: two sockets, opened in the order in which the
 * coordinator listens, and opened again when they are gone. The listener is called on one thread
 * only.
 */
@SuppressWarnings("FutureReturnValueIgnored")
public final class BindingClient implements AutoCloseable {
    private static final int CONNECT_MILLIS = 1_000;
    private static final int RETRY_MILLIS = 100;
    private static final int REFUSALS_PER_LOOK = 20;
    private static final int SECOND_RETRY_MILLIS = 20;
    private static final int SECOND_RETRIES = 100;
    private static final int DRAIN_MILLIS = 1_000;

    private final BindingAddress sends;
    private final BindingAddress receives;
    private final int maxRecordBytes;
    private final ArrayPool arrays;
    private final Listener listener;
    private final SocketThread sockets;
    private final EventLoop loop;
    private Channel sending;
    private Channel receiving;
    private int attempt;
    private int refusals;
    private boolean connected;
    private boolean closed;

    /**
     * Creates a client that is not connected.
     *
     * @param sends where the application sends: where its coordinator receives
     * @param receives where the application receives: where its coordinator sends
     * @param maxRecordBytes the largest record that is accepted
     * @param arrays where arrays for records are taken from
     */
    public BindingClient(
            String instance,
            BindingAddress sends,
            BindingAddress receives,
            int maxRecordBytes,
            ArrayPool arrays,
            Listener listener) {
        this.arrays = arrays;
        this.sends = sends;
        this.receives = receives;
        this.maxRecordBytes = maxRecordBytes;
        this.listener = listener;
        this.sockets = new SocketThread(instance);
        this.loop = sockets.loop();
    }

    /** Receives what happens, on the client's thread; must not block. */
    public interface Listener {
        /** Returns what to send first on a new connection. */
        byte[] greeting();

        /** Receives a record of the coordinator. */
        void received(CoordinatorRecord record);

        /** Called when everything that was there to be read was passed on. */
        void readAll();

        /**
         * Called when the coordinator can't be reached: at once, and every two seconds until it is
         * reached.
         */
        void waiting();

        /** Called when the connection is gone. */
        void disconnected();

        /** Called when something failed that another connection does not mend. */
        void failed(Throwable cause);
    }

    /** Connects, and tries again until it succeeds or this is closed. */
    public void connect() {
        execute(() -> {
            if (!closed) {
                connectFirst(true);
            }
        });
    }

    /** Runs an action on the client's thread, unless that has ended. */
    public void execute(Runnable action) {
        try {
            loop.execute(() -> guarded(action));
        } catch (RejectedExecutionException ended) {
            // The client has ended, and does not need the action any more.
        }
    }

    /** Runs an action on the client's thread again and again. */
    public void every(long millis, Runnable action) {
        loop.scheduleWithFixedDelay(() -> guarded(action), millis, millis, TimeUnit.MILLISECONDS);
    }

    /**
     * Sends bytes that are not changed any more, at the latest when {@link #flush} is called. On
     * the client's thread.
     */
    public void send(byte[] bytes, int offset, int length) {
        if (sending != null) {
            sending.write(Unpooled.wrappedBuffer(bytes, offset, length), sending.voidPromise());
        }
    }

    /** Sends what was written. On the client's thread. */
    public void flush() {
        if (sending != null) {
            sending.flush();
        }
    }

    /** Returns how many sent bytes the system has not taken yet. On the client's thread. */
    public long unsentBytes() {
        ChannelOutboundBuffer unsent = sending == null ? null : sending.unsafe().outboundBuffer();
        return unsent == null ? 0 : unsent.totalPendingWriteBytes();
    }

    /**
     * Sets whether the coordinator is read from; while it is not, it has to wait. On the client's
     * thread.
     */
    public void reading(boolean wanted) {
        if (receiving != null) {
            receiving.config().setAutoRead(wanted);
        }
    }

    @Override
    public void close() {
        execute(() -> {
            closed = true;
            flush();
            drop();
        });
        sockets.close();
    }

    private void guarded(Runnable action) {
        try {
            action.run();
        } catch (RuntimeException | Error failed) {
            listener.failed(failed);
        }
    }

    private void connectFirst(boolean tell) {
        int thisAttempt = attempt;
        open(sends, true, () -> new Closing(thisAttempt), done -> {
            if (closed || thisAttempt != attempt) {
                done.channel().close();
            } else if (done.isSuccess()) {
                sending = done.channel();
                guarded(() -> {
                    byte[] greeting = listener.greeting();
                    send(greeting, 0, greeting.length);
                    flush();
                    connectSecond(SECOND_RETRIES);
                });
            } else {
                if (tell || ++refusals % REFUSALS_PER_LOOK == 0) {
                    guarded(listener::waiting);
                }
                loop.schedule(() -> retryFirst(thisAttempt), RETRY_MILLIS, TimeUnit.MILLISECONDS);
            }
        });
    }

    private void retryFirst(int thisAttempt) {
        if (!closed && thisAttempt == attempt) {
            connectFirst(false);
        }
    }

    private void connectSecond(int retries) {
        int thisAttempt = attempt;
        // If the first connection is local, the client waits for the second socket before it takes
        // the port: that socket may open only now.
        boolean mayUsePort = sending instanceof NioSocketChannel || retries < SECOND_RETRIES / 2;
        open(receives, mayUsePort, () -> new Reader(thisAttempt), done -> {
            if (closed || thisAttempt != attempt) {
                done.channel().close();
            } else if (done.isSuccess()) {
                receiving = done.channel();
                connected = true;
            } else if (retries > 0) {
                loop.schedule(
                        () -> {
                            if (!closed && thisAttempt == attempt) {
                                connectSecond(retries - 1);
                            }
                        },
                        SECOND_RETRY_MILLIS,
                        TimeUnit.MILLISECONDS);
            } else {
                lost(thisAttempt);
            }
        });
    }

    /**
     * Connects by the local socket. If no process listens on it, and {@code mayUsePort} allows it,
     * connects by the port.
     */
    private void open(
            BindingAddress address, boolean mayUsePort, Supplier<Closing> handler, ChannelFutureListener then) {
        if (address.local().isEmpty()) {
            openPort(address, handler.get()).addListener(then);
            return;
        }
        bootstrap(handler.get())
                .channel(NioDomainSocketChannel.class)
                .option(ChannelOption.SO_SNDBUF, BindingDoor.LOCAL_BUFFER_BYTES)
                .connect(address.local().get())
                .addListener((ChannelFutureListener) done -> {
                    if (done.isSuccess() || !mayUsePort) {
                        then.operationComplete(done);
                    } else {
                        openPort(address, handler.get()).addListener(then);
                    }
                });
    }

    private ChannelFuture openPort(BindingAddress address, Closing handler) {
        return bootstrap(handler)
                .channel(NioSocketChannel.class)
                .option(ChannelOption.TCP_NODELAY, true)
                .connect(address.loopback());
    }

    private Bootstrap bootstrap(Closing handler) {
        return new Bootstrap()
                .group(loop)
                .option(ChannelOption.CONNECT_TIMEOUT_MILLIS, CONNECT_MILLIS)
                .option(ChannelOption.RECVBUF_ALLOCATOR, SocketThread.READS)
                .handler(new ChannelInitializer<>() {
                    @Override
                    protected void initChannel(Channel channel) {
                        channel.pipeline().addLast(handler);
                    }
                });
    }

    private void lost(int lostAttempt) {
        if (lostAttempt != attempt || closed) {
            return;
        }
        attempt++;
        boolean was = connected;
        drop();
        if (was) {
            guarded(listener::disconnected);
        }
        int thisAttempt = attempt;
        loop.schedule(
                () -> {
                    if (!closed && thisAttempt == attempt) {
                        connectFirst(was);
                    }
                },
                was ? 0 : RETRY_MILLIS,
                TimeUnit.MILLISECONDS);
    }

    private void drop() {
        connected = false;
        if (sending != null) {
            sending.close();
            sending = null;
        }
        if (receiving != null) {
            receiving.close();
            receiving = null;
        }
    }

    /** Notices that the connection is gone. */
    private class Closing extends SimpleChannelInboundHandler<ByteBuf> {
        private final int myAttempt;

        Closing(int myAttempt) {
            this.myAttempt = myAttempt;
        }

        boolean isCurrent() {
            return myAttempt == attempt && !closed;
        }

        @Override
        protected void channelRead0(ChannelHandlerContext context, ByteBuf bytes) {
            context.close();
        }

        @Override
        public void channelInactive(ChannelHandlerContext context) {
            Channel other = receiving;
            if (isCurrent() && other != null && other != context.channel() && other.isActive()) {
                // The coordinator's last records, such as why it ends, are still to be read.
                other.config().setAutoRead(true);
                loop.schedule(() -> lost(myAttempt), DRAIN_MILLIS, TimeUnit.MILLISECONDS);
            } else {
                lost(myAttempt);
            }
        }

        @Override
        public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
            if (cause instanceof IOException) {
                context.close();
            } else if (isCurrent()) {
                listener.failed(cause);
            }
        }
    }

    /** Reads the coordinator's records. */
    private final class Reader extends Closing {
        private final RecordDecoder decoder = new RecordDecoder(maxRecordBytes, arrays::take, listener::received);

        Reader(int myAttempt) {
            super(myAttempt);
        }

        @Override
        protected void channelRead0(ChannelHandlerContext context, ByteBuf bytes) {
            if (isCurrent()) {
                decoder.read(bytes.nioBuffer());
            }
        }

        @Override
        public void channelReadComplete(ChannelHandlerContext context) {
            if (isCurrent()) {
                guarded(listener::readAll);
            }
        }
    }
}
