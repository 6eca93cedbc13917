package org.ambrosia.runtime.node;

import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.ambrosia.runtime.api.AmbrosiaException;
import org.ambrosia.runtime.api.CallerConfig;
import org.ambrosia.runtime.api.ErrorTag;
import org.ambrosia.runtime.binding.OutsideCalls;
import org.ambrosia.runtime.core.ApplicationEvent;
import org.ambrosia.runtime.core.CoordinatorEvent;
import org.ambrosia.runtime.core.CoreSettings;
import org.ambrosia.runtime.core.TimeEvent;
import org.ambrosia.runtime.core.driver.ClientDriver;
import org.ambrosia.runtime.protocol.Encoder;
import org.ambrosia.runtime.protocol.LogBudget;
import org.ambrosia.runtime.protocol.PeerFrame;
import org.ambrosia.runtime.serial.KryoCodec;
import org.ambrosia.runtime.thread.ArrayPool;

/**
 * An outside caller's conversation with one instance. Any thread makes calls; everything else is on
 * the thread of the caller's sockets. When the instance has forgotten the caller, the session
 * restarts under another name.
 */
final class CallerSession implements OutsideCalls.Port {
    private static final System.Logger LOGGER = System.getLogger(CallerNode.class.getName());
    private static final int MOST_ARRAYS = 64;
    private static final long ROOM_MILLIS = 100;
    private static final int TICKS_PER_LOOK = 10;

    private final CallerNode node;
    private final String instance;
    private final CallerConfig config;
    private final OutsideCalls calls;
    private final Object lock = new Object();
    private final LogBudget warnings = new LogBudget(LOGGER, System::nanoTime);
    /** The driver; used on the sockets' thread. */
    private final ClientDriver driver;

    private boolean ended;
    private int ticks;

    /** The lane for calls. Guarded by the lock, as is everything that makes calls. */
    private OutputLane lane = newLane();

    private long made;
    private boolean waitsForRoom;
    private long madeBytes;
    private long takenBytes;
    private long heldBytes;
    /** The reason why calls are lost, until the program acknowledges the loss. */
    private AmbrosiaException lost;

    CallerSession(CallerNode node, String instance, CallerConfig config) {
        this.node = node;
        this.instance = instance;
        this.config = config;
        String name = node.newName();
        this.driver = new ClientDriver(
                instance,
                name,
                new ClientDriver.Settings(
                        config.maxMessageBytes(), config.peerTimeout().toNanos(), CoreSettings.Limits.DEFAULT),
                new Host());
        this.calls = new OutsideCalls(
                instance,
                name,
                this,
                node::contextFor,
                context -> new KryoCodec(null, List.of(), context),
                config.maxMessageBytes());
    }

    /** Completes a future when the given number of calls is durable. */
    private record Waiter(String name, long calls, CompletableFuture<Void> future) implements ClientDriver.Waiter {
        @Override
        public void durable() {
            future.complete(null);
        }

        @Override
        public void failed(AmbrosiaException reason) {
            future.completeExceptionally(reason);
        }
    }

    /** Returns the object through which proxies call. */
    OutsideCalls calls() {
        return calls;
    }

    @Override
    public void send(String answeredAs, String destination, Encoder body) {
        int bytes = Encoder.sizeOfZz32(body.length() + 1) + 1 + body.length();
        synchronized (lock) {
            if (!node.isOwnThread()) {
                awaitRoom();
            }
            if (node.isClosed()) {
                throw CallerNode.closedException();
            }
            if (answeredAs != null && !answeredAs.equals(calls.name())) {
                throw new AmbrosiaException(
                        ErrorTag.CallerForgotten,
                        "\"" + instance
                                + "\" had forgotten this caller when the call was made; it was not made. Make it again.");
            }
            lane.append(destination, body);
            lane.publish();
            made++;
            madeBytes += bytes;
        }
        node.callsMade();
    }

    @Override
    public void noteInterface(long schemaHash) {
        node.run(() -> {
            now();
            driver.noteInterface(schemaHash);
        });
    }

    private void now() {
        driver.time(System.nanoTime(), System.currentTimeMillis());
    }

    /** Waits until there is room for a call, or the caller is closed. The thread holds the lock. */
    private void awaitRoom() {
        try {
            while (!node.isClosed() && madeBytes - takenBytes + heldBytes > config.mostBytes()) {
                waitsForRoom = true;
                lock.wait(ROOM_MILLIS);
            }
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new AmbrosiaException(
                    ErrorTag.InstanceEnded,
                    "A call waited for room, since " + config.mostBytes() + " bytes of calls to \"" + instance
                            + "\" are not durable, and its thread was interrupted. The call was not made.");
        }
    }

    /**
     * Returns a future that completes when every call that was made is durable. It fails if calls
     * are lost and the loss was not acknowledged. From any thread.
     */
    CompletableFuture<Void> durable() {
        Waiter waiter;
        synchronized (lock) {
            if (lost != null) {
                return CompletableFuture.failedFuture(lost.onThisThread());
            }
            waiter = new Waiter(calls.name(), made, new CompletableFuture<>());
        }
        node.run(() -> driver.await(waiter, CallerNode.closedException()));
        return waiter.future();
    }

    /** Acknowledges the loss: the program knows of the lost calls. From any thread. */
    void acknowledgeLoss() {
        synchronized (lock) {
            lost = null;
        }
    }

    /** Passes an event to the driver. */
    void on(CoordinatorEvent event) {
        if (!ended) {
            now();
            driver.on(event);
        }
    }

    /**
     * Takes calls that were made, and lets threads continue that wait for room. Returns whether
     * there may be more to do.
     */
    boolean work(boolean tick) {
        if (ended) {
            return false;
        }
        if (tick) {
            on(new TimeEvent.Tick());
            if (++ticks % TICKS_PER_LOOK == 0) {
                abandonOld();
            }
        }
        now();
        driver.begin();
        String name = driver.name();
        OutputLane taken;
        synchronized (lock) {
            taken = lane;
        }
        long[] bytes = {0};
        boolean more = taken.take(event -> {
            if (driver.name().equals(name) && event instanceof ApplicationEvent.CallsMade run) {
                bytes[0] += run.calls().length();
                driver.on(run);
            }
        });
        synchronized (lock) {
            if (driver.name().equals(name)) {
                takenBytes += bytes[0];
                heldBytes = driver.heldBytes();
            }
            if (waitsForRoom) {
                waitsForRoom = false;
                lock.notifyAll();
            }
        }
        return more;
    }

    /** Fails calls that have no answer within their time. They stay made. */
    private void abandonOld() {
        long most = config.callTimeout().toNanos();
        if (most > 0) {
            calls.abandonOlder(System.nanoTime(), most, this::timeout);
        }
    }

    private AmbrosiaException timeout() {
        String waited = " seconds, and is executed all the same when the instance is there.";
        return node.directory()
                .whyUnknown(instance)
                .map(unknown -> new AmbrosiaException(
                        ErrorTag.UnknownInstance,
                        unknown + " A call to it had no answer within "
                                + config.callTimeout().toSeconds() + waited))
                .orElseGet(() -> new AmbrosiaException(
                        ErrorTag.CallTimeout,
                        "A call to \"" + instance + "\" had no answer within "
                                + config.callTimeout().toSeconds()
                                + " seconds; whether it was executed, or will be, can't be told. See: ambrosia status -i="
                                + instance + ". Raise callTimeout if calls may take longer."));
    }

    /** Ends the session, and notifies the instance. */
    void end(AmbrosiaException reason) {
        if (!ended) {
            ended = true;
            calls.end(reason);
            now();
            driver.end(reason);
        }
    }

    private static OutputLane newLane() {
        return new OutputLane(new ArrayPool(MOST_ARRAYS));
    }

    /** The code around the driver. */
    private final class Host implements ClientDriver.Host {
        @Override
        public String renamed(long durable, AmbrosiaException reason) {
            LOGGER.log(System.Logger.Level.WARNING, reason.getMessage());
            String name = node.newName();
            synchronized (lock) {
                if (made > durable) {
                    lost = reason;
                }
                lane = newLane();
                made = 0;
                takenBytes = madeBytes;
                heldBytes = 0;
                calls.rename(name);
            }
            // Waiting code may be any user's code, so it is notified without the lock.
            calls.abandonFormer(reason);
            return name;
        }

        @Override
        public void dial(String peer) {
            node.directory().dial(peer);
        }

        @Override
        public void send(int link, PeerFrame frame) {
            node.links().send(link, frame);
        }

        @Override
        public void close(int link) {
            node.unlink(link);
            node.links().close(link);
        }

        /** Does nothing. Answers are taken as they come: nothing waits to be logged. */
        @Override
        public void readLinks(boolean wanted) {}

        @Override
        public void answered(byte[] bytes, int offset, int length) {
            calls.answered(bytes, offset, length);
        }

        @Override
        public void warn(ErrorTag tag, String message) {
            if (warnings.allows(System.Logger.Level.WARNING, "[Ambrosia/" + tag + "] (outside caller)")) {
                LOGGER.log(System.Logger.Level.WARNING, "[Ambrosia/" + tag + "] " + message + " (outside caller)");
            }
        }
    }
}
