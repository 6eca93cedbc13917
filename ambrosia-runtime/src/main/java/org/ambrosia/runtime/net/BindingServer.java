package org.ambrosia.runtime.net;

import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.EventLoop;
import io.netty.util.concurrent.Future;
import java.io.IOException;
import java.net.Socket;
import java.security.SecureRandom;
import java.util.ArrayDeque;
import java.util.Optional;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import org.ambrosia.runtime.api.AmbrosiaException;
import org.ambrosia.runtime.api.ErrorTag;
import org.ambrosia.runtime.protocol.Attachment;
import org.ambrosia.runtime.protocol.CoordinatorRecord;
import org.ambrosia.runtime.protocol.Delivery;
import org.ambrosia.runtime.protocol.LogBudget;
import org.ambrosia.runtime.protocol.OutputDecoder;
import org.ambrosia.runtime.protocol.RecordEncoder;
import org.ambrosia.runtime.thread.ArrayPool;

/**
 * The two addresses at which a coordinator waits for its application: first the one at which it
 * receives, then the one at which it sends. Everything happens on one thread.
 *
 * <p>Our own binding announces itself on the first connection before it opens the second. So if the
 * second is there and nothing came on the first, it is a binding of the published protocol. Such a
 * binding sends nothing until it receives something.
 *
 * <p>If a token is wanted, the first connection that presents it is the application's. Its second
 * connection is the one whose nonce comes back on the first. Any other local process may connect
 * too, and keeps no application out. If none is wanted, each address takes one connection. Both
 * addresses are closed until that application is gone.
 */
@SuppressWarnings("FutureReturnValueIgnored")
public final class BindingServer implements AutoCloseable {
    private static final System.Logger LOGGER = System.getLogger(BindingServer.class.getName());
    private static final long PLAIN_AFTER_MILLIS = 50;
    private static final long HANDSHAKE_MILLIS = 10_000;
    private static final long REFUSAL_MILLIS = 2_000;
    private static final long ECHO_MILLIS = 5_000;
    private static final long REBIND_MILLIS = 500;
    private static final long DRAIN_MILLIS = 1_000;
    private static final long MOST_PREDECESSOR_NANOS = 1_000_000_000;
    private static final long TRY_AGAIN_NANOS = 10_000_000;
    private static final String EXCHANGED =
            "it sends on the port on which it should receive; exchange the application's two ports";
    /**
     * The max number of undecided connections to one address; the oldest makes room for another.
     */
    private static final int MAX_UNDECIDED = 16;

    private final Settings settings;
    private final BindingAdmission admission;
    private final ArrayPool arrays;
    private final Listener listener;
    private final EventLoop loop;
    private final SecureRandom random = new SecureRandom();
    private final LogBudget lines = new LogBudget(LOGGER, System::nanoTime);
    /** First connections whose owner is not known yet. */
    private final ArrayDeque<BindingReceiver> undecided = new ArrayDeque<>();
    /** Second connections, of which one is the application's. */
    private final ArrayDeque<BindingSender> senders = new ArrayDeque<>();

    private BindingDoor first;
    private BindingDoor second;
    private BindingReceiver receiver;
    /** The reason to refuse the application that announced itself; null if it is not refused. */
    private String refusal;

    private BindingConnection connection;
    private Future<?> timer;
    private int attempt;
    private boolean isAttached;
    private boolean toldOfSilence;
    private boolean toldOfPort;
    private boolean closed;

    /**
     * Creates a server that does not listen yet.
     *
     * @param sockets does everything
     * @param arrays where arrays for the application's output are taken from
     * @param listener receives what happens
     */
    public BindingServer(Settings settings, SocketThread sockets, ArrayPool arrays, Listener listener) {
        this.arrays = arrays;
        this.settings = settings;
        this.admission = new BindingAdmission(settings.instance(), settings.token());
        this.listener = listener;
        this.loop = sockets.loop();
        this.first = doorTo(settings.receives(), this::acceptedFirst);
    }

    /**
     * The settings with which a coordinator waits for an application.
     *
     * @param instance the instance's name
     * @param receives where the coordinator receives
     * @param sends where the coordinator sends
     * @param maxMessageBytes the largest message that is accepted
     * @param token the secret that an application must present; empty if any application may
     *     connect
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

    /** Receives what happens, on the server's thread; must not block. */
    public interface Listener {
        /** Called when an application has connected. */
        void attached(BindingConnection connection);

        /** Returns the sink for the application's output. */
        OutputDecoder.Sink output(BindingConnection connection);

        /**
         * Called when these logged messages were handed to the system for the application. Their
         * array is not read any more.
         */
        void written(BindingConnection connection, Delivery.Messages messages);

        /** Called when the application is gone; nothing more comes from it. */
        void detached(BindingConnection connection);
    }

    /**
     * Listens from now on. Waits for ports that are in use, for a second: a killed predecessor
     * keeps its ports until the system has removed it.
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
        ChannelFuture bound = first.open().awaitUninterruptibly();
        if (!bound.isSuccess()) {
            throw unbindable(settings.receives(), bound.cause());
        }
    }

    /**
     * Checks that a port is free, without listening there. If it listened, a process that connects
     * there would be disconnected, since the other port is the first.
     */
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
                ErrorTag.PORT_IN_USE,
                "The coordinator of \"" + settings.instance() + "\" can't listen for its application on port "
                        + address.port()
                        + ": " + cause.getMessage()
                        + ". Stop what uses the port, or register the instance with another (-rp, -sp).",
                cause);
    }

    private void acceptedFirst(Channel channel) {
        if (closed || (receiver != null && refusal == null)) {
            channel.close();
            return;
        }
        BindingReceiver fresh = new BindingReceiver(this, channel, settings.maxMessageBytes(), arrays);
        if (admission.wantsToken()) {
            undecided.add(fresh);
            loop.schedule(() -> silent(fresh), HANDSHAKE_MILLIS, TimeUnit.MILLISECONDS);
            if (undecided.size() > MAX_UNDECIDED) {
                undecided.poll().close();
            }
        } else {
            choose(fresh);
        }
        channel.pipeline().addLast(fresh);
    }

    /** Closes a connection that has not announced itself. */
    private void silent(BindingReceiver each) {
        if (!undecided.remove(each)) {
            return;
        }
        each.close();
        if (!toldOfSilence) {
            toldOfSilence = true;
            warnClosed("it presented no token. A binding of another make needs RegisterInstance --no-token");
        }
    }

    /**
     * Chooses the first connection of the application, or of one that is refused; its second is
     * awaited.
     */
    private void choose(BindingReceiver chosen) {
        receiver = chosen;
        if (refusal == null) {
            first.close();
            undecided.forEach(BindingReceiver::close);
            undecided.clear();
        }
        second = listen(settings.sends(), this::acceptedSecond);
        timer = refusal == null
                ? loop.schedule(() -> giveUp("no second connection came"), HANDSHAKE_MILLIS, TimeUnit.MILLISECONDS)
                : loop.schedule(this::dropRefused, REFUSAL_MILLIS, TimeUnit.MILLISECONDS);
    }

    private void acceptedSecond(Channel channel) {
        if (receiver == null || connection != null || closed) {
            channel.close();
            return;
        }
        BindingSender sender = new BindingSender(this, channel);
        senders.add(sender);
        channel.pipeline().addLast(sender);
        if (receiver.hello() != null) {
            greet(sender);
        } else {
            timer.cancel(false);
            timer = loop.schedule(() -> attachPlain(sender), PLAIN_AFTER_MILLIS, TimeUnit.MILLISECONDS);
        }
        if (!admission.wantsToken()) {
            second.close();
        } else if (senders.size() > MAX_UNDECIDED) {
            senders.poll().close();
        }
    }

    /**
     * Listens for the next connection. If another program has taken the port meanwhile, listens as
     * soon as it is free.
     */
    private BindingDoor listen(BindingAddress address, Consumer<Channel> accepted) {
        BindingDoor next = doorTo(address, accepted);
        next.open().addListener((ChannelFutureListener) done -> opened(next, address, done));
        return next;
    }

    private BindingDoor doorTo(BindingAddress address, Consumer<Channel> accepted) {
        return new BindingDoor(loop, address, accepted);
    }

    private void opened(BindingDoor opening, BindingAddress address, ChannelFuture done) {
        if (done.isSuccess() || opening.isClosed()) {
            toldOfPort &= !done.isSuccess();
            return;
        }
        if (!toldOfPort) {
            toldOfPort = true;
            warnInUse(address, done.cause());
        }
        loop.schedule(
                () -> {
                    if (!opening.isClosed()) {
                        opening.open().addListener((ChannelFutureListener) again -> opened(opening, address, again));
                    }
                },
                REBIND_MILLIS,
                TimeUnit.MILLISECONDS);
    }

    private void warnInUse(BindingAddress address, Throwable cause) {
        String byApplication = address.port() == settings.sends().port()
                ? " If it is the application itself, which has made its first connection: it must connect to this port too,"
                        + " and not listen on it, as bindings of the oldest release do; use a newer one. Else stop that program."
                : " Stop that program.";
        LOGGER.log(
                System.Logger.Level.WARNING,
                "[Ambrosia/" + ErrorTag.PORT_IN_USE + "] Port " + address.port() + ", on which the application of \""
                        + settings.instance() + "\" is awaited, is used by another program (" + cause.getMessage()
                        + ")." + byApplication + " The port is tried again until it is free.");
    }

    /** Called when a first connection has announced itself. */
    void announced(BindingReceiver from) {
        if (from == receiver) {
            // No token is wanted, and the second connection may be there already.
            if (!senders.isEmpty()) {
                greet(senders.peek());
            }
            return;
        }
        undecided.remove(from);
        String wrong = admission.whyRefused(from.hello());
        if (wrong != null && receiver != null) {
            from.close();
            return;
        }
        dropRefused();
        refusal = wrong;
        choose(from);
    }

    /** Drops a refused application, which has opened its second connection, or did not. */
    private void dropRefused() {
        if (refusal != null) {
            forget();
        }
    }

    private void greet(BindingSender sender) {
        timer.cancel(false);
        String wrong = admission.whyRefused(receiver.hello());
        if (wrong != null) {
            refusal = wrong;
            LOGGER.log(System.Logger.Level.WARNING, wrong);
            connectionOf(sender, receiver.hello().attachment()).refuse(wrong);
            return;
        }
        long nonce = random.nextLong();
        sender.nonce(nonce);
        BindingConnection fresh = connectionOf(sender, receiver.hello().attachment());
        fresh.send(new CoordinatorRecord.Welcome(settings.incarnation(), settings.maxMessageBytes(), nonce));
        fresh.flush();
        timer = loop.schedule(() -> giveUp("its second connection is not its own"), ECHO_MILLIS, TimeUnit.MILLISECONDS);
    }

    private BindingConnection connectionOf(BindingSender sender, Attachment attachment) {
        return new BindingConnection(
                receiver.channel(), sender.channel(), attachment, new RecordEncoder(settings.committerId()), listener);
    }

    private void attachPlain(BindingSender sender) {
        if (receiver != null && connection == null && senders.contains(sender)) {
            attach(sender, new Attachment.Plain());
        }
    }

    /**
     * Handles an echo. If what was sent on a second connection came back on the first, neither
     * belongs to another process.
     */
    void echo(BindingReceiver from, long said) {
        Optional<BindingSender> own =
                senders.stream().filter(each -> each.isGiven(said)).findFirst();
        if (from != receiver || connection != null || !from.isComplete() || own.isEmpty()) {
            failed(from, "it sent back something else than it was sent");
            return;
        }
        attach(own.get(), from.attachment());
    }

    private void attach(BindingSender sender, Attachment attachment) {
        timer.cancel(false);
        second.close();
        senders.remove(sender);
        senders.forEach(BindingSender::close);
        senders.clear();
        senders.add(sender);
        connection = connectionOf(sender, attachment);
        isAttached = true;
        toldOfSilence = false;
        receiver.greeted(connection);
        listener.attached(connection);
    }

    /** Returns the sink for the attached application's output. */
    OutputDecoder.Sink output(BindingReceiver from) {
        return listener.output(from.connection());
    }

    /**
     * Called when a first connection must not be read any more, for this reason; null if there is
     * none.
     */
    void failed(BindingReceiver from, String why) {
        if (from == receiver && why != null) {
            giveUp(why);
        } else {
            ended(from);
        }
    }

    /** Called when a first connection has ended. */
    void ended(BindingReceiver from) {
        if (from == receiver) {
            reset();
        } else if (undecided.remove(from)) {
            from.close();
        }
    }

    private void giveUp(String why) {
        warnClosed(why);
        reset();
    }

    private void warnClosed(String why) {
        if (lines.allows(
                System.Logger.Level.WARNING,
                "a connection of an application of \"" + settings.instance() + "\" is closed")) {
            LOGGER.log(
                    System.Logger.Level.WARNING,
                    "[Ambrosia/" + ErrorTag.BINDING_REFUSED + "] A connection to the coordinator of \""
                            + settings.instance() + "\" is closed: " + why + ".");
        }
    }

    /** Forgets the application, and waits for the next. */
    private void reset() {
        BindingConnection gone = connection;
        boolean wasAttached = isAttached;
        forget();
        if (wasAttached) {
            listener.detached(gone);
        }
        if (closed) {
            first.close();
            undecided.forEach(BindingReceiver::close);
            undecided.clear();
        } else if (first.isClosed()) {
            first = listen(settings.receives(), this::acceptedFirst);
        }
    }

    private void forget() {
        attempt++;
        if (timer != null) {
            timer.cancel(false);
            timer = null;
        }
        BindingReceiver gone = receiver;
        receiver = null;
        connection = null;
        isAttached = false;
        refusal = null;
        if (gone != null) {
            gone.close();
        }
        senders.forEach(BindingSender::close);
        senders.clear();
        if (second != null) {
            second.close();
            second = null;
        }
    }

    /**
     * Returns whether this is the second connection of an application, and not one of several
     * candidates.
     */
    private boolean isChosen(BindingSender sender) {
        return (isAttached || !admission.wantsToken()) && senders.contains(sender);
    }

    /** Called when a second connection sends something. */
    void misused(BindingSender sender) {
        if (isChosen(sender)) {
            giveUp(EXCHANGED);
        } else {
            // Any local process can do that, and must not end the connection of another one.
            warnClosed(EXCHANGED);
            sender.close();
        }
    }

    /**
     * Called when a second connection has ended. The application's output on the first is read to
     * its end.
     */
    void ended(BindingSender sender) {
        if (isChosen(sender)) {
            int thisAttempt = attempt;
            loop.schedule(
                    () -> {
                        if (thisAttempt == attempt) {
                            reset();
                        }
                    },
                    DRAIN_MILLIS,
                    TimeUnit.MILLISECONDS);
        } else if (senders.remove(sender)) {
            dropRefused();
        }
    }
}
