package org.ambrosia.runtime.node;

import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import org.ambrosia.runtime.api.AmbrosiaException;
import org.ambrosia.runtime.api.ClientConfig;
import org.ambrosia.runtime.api.ErrorTag;
import org.ambrosia.runtime.binding.ClientCalls;
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
 * A client's conversation with one instance. Any thread makes calls; everything else is on
 * the thread of the caller's sockets. When the instance has forgotten the caller, the session
 * restarts under another name.
 */
final class ClientSession implements ClientCalls.Port {
    private static final System.Logger LOGGER = System.getLogger(ClientNode.class.getName());
    private static final int MOST_ARRAYS = 64;
    private static final long ROOM_MILLIS = 100;
    private static final int TICKS_PER_LOOK = 2;

    private final ClientNode node;
    private final String instance;
    private final ClientConfig config;
    private final ClientCalls calls;
    private final Object lock = new Object();
    private final LogBudget warnings = new LogBudget(LOGGER, System::nanoTime);
    /** The driver; used on the sockets' thread. */
    private final ClientDriver driver;

    private boolean ended;
    private int ticks;

    /** The lane for calls. Guarded by the lock, as is everything that makes calls. */
    private OutputLane lane = newLane();

    /** Null if no one-way call was made since calls were last taken. */
    private Forks forks;

    private long made;
    private boolean waitsForRoom;
    private long madeBytes;
    private long takenBytes;
    private long heldBytes;
    /** The reason why calls are lost, until the program acknowledges the loss. */
    private AmbrosiaException lost;

    ClientSession(ClientNode node, String instance, ClientConfig config) {
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
        this.calls = new ClientCalls(
                instance, name, this, context -> new KryoCodec(null, List.of(), context), config.maxMessageBytes());
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

    /**
     * The one-way calls that were made since calls were last taken. Their callers share a stage, so
     * that a call costs no object.
     */
    private static final class Forks {
        private final CompletableFuture<Void> future = new CompletableFuture<>();
        private final CompletionStage<Void> stage = future.minimalCompletionStage();

        Waiter waiter(String name, long calls) {
            return new Waiter(name, calls, future);
        }
    }

    /** Returns the context of generated clients. */
    ClientCalls calls() {
        return calls;
    }

    @Override
    public CompletionStage<Void> sendFork(String destination, Encoder body) {
        CompletionStage<Void> durable;
        synchronized (lock) {
            add(null, destination, body);
            if (forks == null) {
                forks = new Forks();
            }
            durable = forks.stage;
        }
        node.callsMade();
        return durable;
    }

    @Override
    public void send(String answeredAs, String destination, Encoder body) {
        synchronized (lock) {
            add(answeredAs, destination, body);
        }
        node.callsMade();
    }

    @Override
    public void checkWaiting() {
        if (node.isOwnThread()) {
            throw new AmbrosiaException(
                    ErrorTag.CALL_WOULD_BLOCK,
                    "A call to \"" + instance
                            + "\" was to wait for its result on the thread on which results arrive. It"
                            + " was not made. Call the method whose name ends with Async there, or give an executor to"
                            + " the code that calls (thenApplyAsync).");
        }
    }

    /** Adds a call, when there is room for it. The thread holds the lock. */
    private void add(String answeredAs, String destination, Encoder body) {
        int bytes = Encoder.sizeOfZz32(body.length() + 1) + 1 + body.length();
        if (!node.isOwnThread()) {
            awaitRoom();
        }
        if (node.isClosed()) {
            throw ClientNode.closedException();
        }
        if (answeredAs != null && !answeredAs.equals(calls.name())) {
            throw new AmbrosiaException(
                    ErrorTag.CLIENT_FORGOTTEN,
                    "\"" + instance
                            + "\" had forgotten this caller when the call was made; it was not made. Make it again.");
        }
        lane.append(destination, body);
        lane.publish();
        made++;
        madeBytes += bytes;
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
            while (!node.isClosed() && madeBytes - takenBytes + heldBytes > config.maxPendingBytes()) {
                waitsForRoom = true;
                lock.wait(ROOM_MILLIS);
            }
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new AmbrosiaException(
                    ErrorTag.CALL_INTERRUPTED,
                    "A call waited for room, since " + config.maxPendingBytes() + " bytes of calls to \"" + instance
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
        node.run(() -> driver.await(waiter, ClientNode.closedException()));
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
                abandonLate();
            }
        }
        now();
        driver.begin();
        String name = driver.name();
        OutputLane taken;
        Waiter waiter = null;
        synchronized (lock) {
            taken = lane;
            if (forks != null) {
                waiter = forks.waiter(calls.name(), made);
                forks = null;
            }
        }
        if (waiter != null) {
            driver.await(waiter, ClientNode.closedException());
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
    private void abandonLate() {
        calls.abandonLate(System.nanoTime(), config.callTimeout().toNanos(), this::timeout);
    }

    private AmbrosiaException timeout(long nanos) {
        long millis = TimeUnit.NANOSECONDS.toMillis(nanos);
        return node.directory()
                .whyUnknown(instance)
                .map(unknown -> new AmbrosiaException(
                        ErrorTag.UNKNOWN_INSTANCE,
                        unknown + " A call to it had no answer within " + millis
                                + " ms, and is executed all the same when the instance is there."))
                .orElseGet(() -> new AmbrosiaException(
                        ErrorTag.CALL_TIMEOUT,
                        "A call to \"" + instance + "\" had no answer within " + millis
                                + " ms; whether it was executed, or will be, can't be told. See: ambrosia status -i="
                                + instance + ". Raise callTimeout if calls may take longer."));
    }

    /** Ends the session, and notifies the instance. */
    void end(AmbrosiaException reason) {
        if (!ended) {
            ended = true;
            calls.end(reason);
            now();
            driver.end(reason);
            Forks untaken;
            synchronized (lock) {
                untaken = forks;
                forks = null;
            }
            if (untaken != null) {
                untaken.future.completeExceptionally(reason);
            }
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
            Waiter untaken = null;
            synchronized (lock) {
                if (made > durable) {
                    lost = reason;
                }
                if (forks != null) {
                    untaken = forks.waiter(calls.name(), made);
                    forks = null;
                }
                lane = newLane();
                made = 0;
                takenBytes = madeBytes;
                heldBytes = 0;
                calls.rename(name);
            }
            // Waiting code may be any user's code, so it is notified without the lock.
            calls.abandonFormer(reason);
            if (untaken != null && untaken.calls() > durable) {
                untaken.failed(reason);
            } else if (untaken != null) {
                untaken.durable();
            }
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
            if (warnings.allows(System.Logger.Level.WARNING, "[Ambrosia/" + tag + "] (client)")) {
                LOGGER.log(System.Logger.Level.WARNING, "[Ambrosia/" + tag + "] " + message + " (client)");
            }
        }
    }
}
