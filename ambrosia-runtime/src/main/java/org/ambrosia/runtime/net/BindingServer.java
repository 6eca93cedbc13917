package org.ambrosia.runtime.net;

import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.EventLoop;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.util.concurrent.Future;
import java.io.IOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.Map;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.ambrosia.runtime.api.AmbrosiaException;
import org.ambrosia.runtime.api.ErrorTag;
import org.ambrosia.runtime.protocol.Attachment;
import org.ambrosia.runtime.protocol.BindingHello;
import org.ambrosia.runtime.protocol.CoordinatorRecord;
import org.ambrosia.runtime.protocol.Delivery;
import org.ambrosia.runtime.protocol.OutputDecoder;
import org.ambrosia.runtime.protocol.RecordEncoder;
import org.ambrosia.runtime.thread.ArrayPool;

/**
 * The two addresses at which a coordinator waits for its application: first the one at which it receives, then the one at
 * which it sends; each takes one connection and is closed, until that application is gone. Everything happens on one thread.
 *
 * <p>Our own binding announces itself on the first connection before it makes the second. So when the second is there and
 * nothing came on the first, it is a binding of the published protocol, which speaks when it is spoken to.
 */
@SuppressWarnings("FutureReturnValueIgnored")
public final class BindingServer implements AutoCloseable {
    private static final System.Logger LOGGER = System.getLogger(BindingServer.class.getName());
    private static final long PLAIN_AFTER_MILLIS = 50;
    private static final long HANDSHAKE_MILLIS = 10_000;
    private static final long ECHO_MILLIS = 5_000;
    private static final int MOST_BYTES_BEFORE = 1 << 20;
    private static final long REBIND_MILLIS = 500;
    private static final long DRAIN_MILLIS = 1_000;
    private static final long MOST_PREDECESSOR_NANOS = 1_000_000_000;
    private static final long TRY_AGAIN_NANOS = 10_000_000;

    private final Settings settings;
    private final ArrayPool arrays;
    private final Listener listener;
    private final EventLoop loop;
    private BindingDoor door;
    private Channel receiving;
    private Channel sending;
    private BindingHello hello;
    private BindingConnection connection;
    private Future<?> timer;
    private int attempt;
    private boolean isAttached;
    private long nonce;
    private final SecureRandom random = new SecureRandom();
    private boolean closed;

    /**
     * Makes a server that does not listen yet.
     *
     * @param sockets does everything
     * @param arrays where arrays for what the application says are taken from
     * @param listener is told what happens
     */
    public BindingServer(Settings settings, SocketThread sockets, ArrayPool arrays, Listener listener) {
        this.arrays = arrays;
        this.settings = settings;
        this.listener = listener;
        this.loop = sockets.loop();
        this.door = doorTo(settings.receives(), true);
    }

    /**
     * How an application is waited for.
     *
     * @param instance the instance's name
     * @param receives where the coordinator receives
     * @param sends where the coordinator sends
     * @param maxMessageBytes the largest message that is taken
     * @param token the secret that an application must present; empty if any may come
     * @param committerId the log's committer id
     * @param incarnation the log's incarnation
     */
    public record Settings(
            String instance,
            BindingAddress receives,
            BindingAddress sends,
            int maxMessageBytes,
            String token,
            int committerId,
            long incarnation) {}

    /** Told what happens, on the server's thread; must not block. */
    public interface Listener {
        /** An application has come. */
        void attached(BindingConnection connection);

        /** What it says. */
        OutputDecoder.Sink output(BindingConnection connection);

        /** These logged messages were handed to the system for it; their array is not read any more. */
        void written(BindingConnection connection, Delivery.Messages messages);

        /** It is gone; nothing more comes from it. */
        void detached(BindingConnection connection);
    }

    /**
     * Listens from now on. Waits for ports that are in use, for a second: a predecessor that was killed has its own until the
     * system has taken it apart.
     *
     * @throws AmbrosiaException if one of the ports can't be bound
     */
    public void open() {
        long begin = System.nanoTime();
        while (true) {
            try {
                tryOpen();
                return;
            } catch (AmbrosiaException inUse) {
                if (System.nanoTime() - begin > MOST_PREDECESSOR_NANOS) {
                    throw inUse;
                }
                LockSupport.parkNanos(TRY_AGAIN_NANOS);
            }
        }
    }

    private void tryOpen() {
        checkFree(settings.sends());
        ChannelFuture bound = door.open().awaitUninterruptibly();
        if (!bound.isSuccess()) {
            throw unbindable(settings.receives(), bound.cause());
        }
    }

    /** Without listening there: whoever came then would be hung up on, since the other port is the first. */
    private void checkFree(BindingAddress address) {
        try (Socket probe = new Socket()) {
            probe.setReuseAddress(true);
            probe.bind(address.loopback());
        } catch (IOException inUse) {
            throw unbindable(address, inUse);
        }
    }

    @Override
    public void close() {
        try {
            loop.execute(() -> {
                closed = true;
                reset();
            });
        } catch (RejectedExecutionException ended) {
            // Everything is closed.
        }
    }

    private AmbrosiaException unbindable(BindingAddress address, Throwable cause) {
        return new AmbrosiaException(
                ErrorTag.PortInUse,
                "The coordinator of \"" + settings.instance() + "\" can't listen for its application on port "
                        + address.port()
                        + ": " + cause.getMessage()
                        + ". Stop what uses the port, or register the instance with another (-rp, -sp).",
                cause);
    }

    private void accepted(Channel channel, boolean receives) {
        boolean expected = receives ? receiving == null : receiving != null && sending == null;
        if (!expected || closed) {
            channel.close();
            return;
        }
        door.close();
        if (receives) {
            receiving = channel;
            channel.pipeline().addLast(new Receiver(attempt));
            listen(settings.sends(), false);
            timer = loop.schedule(() -> giveUp("no second connection came"), HANDSHAKE_MILLIS, TimeUnit.MILLISECONDS);
        } else {
            sending = channel;
            channel.pipeline().addLast(new Sender(attempt));
            timer.cancel(false);
            if (hello != null) {
                greet();
            } else if (settings.token().isEmpty()) {
                timer = loop.schedule(() -> attach(new Attachment.Plain()), PLAIN_AFTER_MILLIS, TimeUnit.MILLISECONDS);
            } else {
                timer = loop.schedule(
                        () -> giveUp("it presented no token. A binding of another make needs"
                                + " RegisterInstance --no-token"),
                        HANDSHAKE_MILLIS,
                        TimeUnit.MILLISECONDS);
            }
        }
    }

    /** Listens for the next connection; if another program took the port meanwhile, as soon as it is free. */
    private void listen(BindingAddress address, boolean receives) {
        if (!closed) {
            BindingDoor next = doorTo(address, receives);
            door = next;
            next.open().addListener((ChannelFutureListener) done -> opened(next, address, done));
        }
    }

    private BindingDoor doorTo(BindingAddress address, boolean receives) {
        return new BindingDoor(loop, address, channel -> accepted(channel, receives));
    }

    private void opened(BindingDoor opening, BindingAddress address, ChannelFuture done) {
        if (done.isSuccess() || opening.isClosed()) {
            return;
        }
        LOGGER.log(
                System.Logger.Level.WARNING,
                "[Ambrosia/" + ErrorTag.PortInUse + "] Port " + address.port() + ", on which the application of \""
                        + settings.instance() + "\" is awaited, is used by another program ("
                        + done.cause().getMessage() + "). Stop that program.");
        loop.schedule(
                () -> {
                    if (!opening.isClosed()) {
                        opening.open().addListener((ChannelFutureListener) again -> opened(opening, address, again));
                    }
                },
                REBIND_MILLIS,
                TimeUnit.MILLISECONDS);
    }

    private void hello(BindingHello said) {
        if (hello != null || connection != null) {
            giveUp("it announced itself twice");
            return;
        }
        hello = said;
        if (sending != null) {
            greet();
        }
    }

    private void greet() {
        timer.cancel(false);
        String wrong = whyRefused();
        attach(hello.attachment(), wrong);
    }

    private String whyRefused() {
        byte[] expected = settings.token().getBytes(StandardCharsets.UTF_8);
        if (expected.length > 0
                && !MessageDigest.isEqual(expected, hello.token().getBytes(StandardCharsets.UTF_8))) {
            return "[Ambrosia/" + ErrorTag.BindingRefused + "] The application's token is wrong (instance="
                    + settings.instance()
                    + "). Start it with the coordinator's registry directory, where the token is: -Dambrosia.registry=DIR"
                    + " or AMBROSIA_REGISTRY.";
        }
        if (!hello.instance().equals(settings.instance())) {
            return "[Ambrosia/" + ErrorTag.BindingRefused + "] This is the coordinator of \"" + settings.instance()
                    + "\", the application is \"" + hello.instance()
                    + "\". Correct the ports: the application's receive port is its coordinator's send port.";
        }
        return null;
    }

    private void attach(Attachment attachment) {
        attach(attachment, null);
    }

    private void attach(Attachment attachment, String refusal) {
        if (receiving == null || sending == null || connection != null) {
            return;
        }
        BindingConnection fresh = new BindingConnection(
                receiving, sending, attachment, new RecordEncoder(settings.committerId()), listener);
        if (refusal != null) {
            LOGGER.log(System.Logger.Level.WARNING, refusal);
            fresh.refuse(refusal);
            return;
        }
        connection = fresh;
        if (!attachment.isAnnounced()) {
            listener.attached(fresh);
            return;
        }
        nonce = random.nextLong();
        fresh.send(new CoordinatorRecord.Welcome(settings.incarnation(), settings.maxMessageBytes(), nonce));
        fresh.flush();
        timer = loop.schedule(() -> giveUp("its second connection is not its own"), ECHO_MILLIS, TimeUnit.MILLISECONDS);
    }

    /** What was sent on the second connection came back on the first: nobody else's is either of them. */
    private void echo(long said) {
        if (connection == null || isAttached || said != nonce || !connection.isComplete()) {
            giveUp("it sent back something else than it was sent");
            return;
        }
        timer.cancel(false);
        isAttached = true;
        listener.attached(connection);
    }

    private void giveUp(String why) {
        LOGGER.log(
                System.Logger.Level.WARNING,
                "[Ambrosia/" + ErrorTag.BindingRefused + "] A connection to the coordinator of \"" + settings.instance()
                        + "\" is closed: " + why + ".");
        reset();
    }

    /** Forgets the application, and waits for the next. */
    private void reset() {
        attempt++;
        if (timer != null) {
            timer.cancel(false);
            timer = null;
        }
        BindingConnection gone = connection;
        connection = null;
        hello = null;
        close(receiving);
        close(sending);
        door.close();
        receiving = null;
        sending = null;
        boolean wasAttached = gone != null && (isAttached || !gone.attachment().isAnnounced());
        isAttached = false;
        if (wasAttached) {
            listener.detached(gone);
        }
        listen(settings.receives(), true);
    }

    private static void close(Channel channel) {
        if (channel != null) {
            channel.close();
        }
    }

    /** Reads what the application says. */
    private final class Receiver extends SimpleChannelInboundHandler<ByteBuf> implements OutputDecoder.Sink {
        private final OutputDecoder decoder = new OutputDecoder(settings.maxMessageBytes(), arrays::take, this);
        private final int myAttempt;
        private OutputDecoder.Sink sink;
        private int bytesBefore;

        Receiver(int myAttempt) {
            this.myAttempt = myAttempt;
        }

        @Override
        protected void channelRead0(ChannelHandlerContext context, ByteBuf bytes) {
            if (myAttempt != attempt) {
                return;
            }
            if (connection == null) {
                bytesBefore += bytes.readableBytes();
                if (bytesBefore > MOST_BYTES_BEFORE) {
                    giveUp("it sends much before it was greeted");
                    return;
                }
            }
            decoder.read(bytes.nioBuffer());
        }

        @Override
        public void channelInactive(ChannelHandlerContext context) {
            if (myAttempt == attempt) {
                reset();
            }
        }

        @Override
        public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
            if (myAttempt == attempt) {
                if (cause instanceof AmbrosiaException || cause.getCause() instanceof AmbrosiaException) {
                    giveUp(cause.getMessage());
                } else {
                    reset();
                }
            }
        }

        private OutputDecoder.Sink sink() {
            if (connection == null || (connection.attachment().isAnnounced() && !isAttached)) {
                throw new AmbrosiaException(
                        ErrorTag.BindingRefused, "It spoke before it was spoken to, without announcing itself.");
            }
            if (sink == null) {
                sink = listener.output(connection);
            }
            return sink;
        }

        @Override
        public void messages(byte[] bytes, int offset, int length) {
            sink().messages(bytes, offset, length);
        }

        @Override
        public void checkpoint(byte[] application) {
            sink().checkpoint(application);
        }

        @Override
        public void hello(BindingHello said) {
            BindingServer.this.hello(said);
        }

        @Override
        public void made(Map<String, Long> calls) {
            if (connection == null || isAttached) {
                throw new AmbrosiaException(ErrorTag.BindingRefused, "It counts its calls before it was welcomed.");
            }
            connection.made(calls);
        }

        @Override
        public void echo(long said) {
            BindingServer.this.echo(said);
        }

        @Override
        public void caughtUp() {
            sink().caughtUp();
        }

        @Override
        public void checkpointFailed(AmbrosiaException why) {
            sink().checkpointFailed(why);
        }
    }

    /** Only sends; when it ends, what the application said is read to its end first. */
    private final class Sender extends SimpleChannelInboundHandler<ByteBuf> {
        private final int myAttempt;

        Sender(int myAttempt) {
            this.myAttempt = myAttempt;
        }

        @Override
        protected void channelRead0(ChannelHandlerContext context, ByteBuf bytes) {
            if (myAttempt == attempt) {
                giveUp("it sends on the port on which it should receive; exchange the two ports");
            }
        }

        @Override
        public void channelInactive(ChannelHandlerContext context) {
            if (myAttempt == attempt) {
                loop.schedule(
                        () -> {
                            if (myAttempt == attempt) {
                                reset();
                            }
                        },
                        DRAIN_MILLIS,
                        TimeUnit.MILLISECONDS);
            }
        }

        @Override
        public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
            context.close();
        }
    }
}
