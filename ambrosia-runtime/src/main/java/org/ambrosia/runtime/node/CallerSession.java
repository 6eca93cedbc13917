package org.ambrosia.runtime.node;

import java.util.ArrayDeque;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import org.ambrosia.runtime.api.AmbrosiaException;
import org.ambrosia.runtime.api.CallerConfig;
import org.ambrosia.runtime.api.ErrorTag;
import org.ambrosia.runtime.binding.OutsideCalls;
import org.ambrosia.runtime.core.CallerCore;
import org.ambrosia.runtime.core.CoreSettings;
import org.ambrosia.runtime.core.Event;
import org.ambrosia.runtime.protocol.Encoder;
import org.ambrosia.runtime.protocol.OutputEncoder;
import org.ambrosia.runtime.protocol.PeerFrame;
import org.ambrosia.runtime.serial.KryoCodec;
import org.ambrosia.runtime.thread.ArrayPool;

/**
 * An outside caller's conversation with one instance. Any thread makes calls; everything else is on the thread of the caller's sockets. When
 * the instance has forgotten the caller, it begins anew under another name.
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
    private final ArrayDeque<Waiter> waiters = new ArrayDeque<>();
    private final Set<Integer> links = new HashSet<>();
    /** The interfaces by which the instance is called; on the sockets' thread. */
    private final Set<Long> interfaces = new TreeSet<>();

    private CallerCore core;
    private boolean ended;
    private int ticks;
    /** Why the session before this one ended. */
    private AmbrosiaException endReason;

    /** Guarded by the lock, as everything that makes calls. */
    private OutputLane lane = newLane();

    private long made;
    private boolean waitsForRoom;
    private long madeBytes;
    private long takenBytes;
    private long heldBytes;
    /** Why calls are lost, until the program says that it knows. */
    private AmbrosiaException lost;

    CallerSession(CallerNode node, String instance, CallerConfig config) {
        this.node = node;
        this.instance = instance;
        this.config = config;
        this.calls = new OutsideCalls(
                instance,
                node.newName(),
                this,
                node::contextFor,
                context -> new KryoCodec(null, List.of(), context),
                config.maxMessageBytes());
    }

    /** Somebody wants to know when so many calls are durable. */
    private record Waiter(String name, long calls, CompletableFuture<Void> future) {}

    /** What proxies call through. */
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
            if (interfaces.add(schemaHash) && core != null) {
                on(called(schemaHash));
            }
        });
    }

    private Event called(long schemaHash) {
        byte[] message = OutputEncoder.calledInterface(instance, schemaHash);
        return new Event.BindingOutput(message, 0, message.length);
    }

    /** With the lock. */
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

    /** Is completed when every call that was made is durable; fails if some are lost that were not acknowledged. From any thread. */
    CompletableFuture<Void> durable() {
        Waiter waiter;
        synchronized (lock) {
            if (lost != null) {
                return CompletableFuture.failedFuture(lost.onThisThread());
            }
            waiter = new Waiter(calls.name(), made, new CompletableFuture<>());
        }
        node.run(() -> await(waiter));
        return waiter.future();
    }

    /** The program knows of the calls that are lost. From any thread. */
    void acknowledgeLoss() {
        synchronized (lock) {
            lost = null;
        }
    }

    private void await(Waiter waiter) {
        if (ended || !waiter.name().equals(calls.name())) {
            waiter.future().completeExceptionally(ended ? CallerNode.closedException() : endReason);
        } else {
            waiters.add(waiter);
            completeWaiters();
        }
    }

    /** Something has happened. */
    void on(Event event) {
        if (ended) {
            return;
        }
        if (event instanceof Event.LinkOpened opened) {
            links.add(opened.link());
        } else if (event instanceof Event.LinkClosed closed) {
            links.remove(closed.link());
        }
        try {
            begun().on(event, System.nanoTime(), System.currentTimeMillis());
        } catch (AmbrosiaException failed) {
            beginAnew(failed);
        } catch (RuntimeException | Error failed) {
            beginAnew(new AmbrosiaException(
                    ErrorTag.InternalError,
                    "An outside caller's session with \"" + instance + "\" failed: " + failed
                            + ". What became of calls without an answer can't be told. Please report this.",
                    failed));
        }
    }

    private CallerCore begun() {
        if (core == null) {
            core = new CallerCore(
                    calls.name(),
                    System.currentTimeMillis(),
                    config.maxMessageBytes(),
                    config.peerTimeout().toNanos(),
                    CoreSettings.Limits.DEFAULT,
                    new Port());
            core.begin(System.nanoTime(), System.currentTimeMillis());
            for (long each : interfaces) {
                core.on(called(each), System.nanoTime(), System.currentTimeMillis());
            }
        }
        return core;
    }

    /** Takes calls that were made, and lets those go on who wait. Returns whether there may be more to do. */
    boolean work(boolean tick) {
        if (ended) {
            return false;
        }
        if (tick) {
            on(new Event.Tick());
            if (++ticks % TICKS_PER_LOOK == 0) {
                abandonOld();
            }
        }
        CallerCore present = begun();
        OutputLane taken;
        synchronized (lock) {
            taken = lane;
        }
        long[] bytes = {0};
        boolean more = taken.take(event -> {
            if (core == present && event instanceof Event.CallsMade run) {
                bytes[0] += run.calls().length();
                on(event);
            }
        });
        completeWaiters();
        synchronized (lock) {
            if (core == present) {
                takenBytes += bytes[0];
                heldBytes = present.heldBytes();
            }
            if (waitsForRoom) {
                waitsForRoom = false;
                lock.notifyAll();
            }
        }
        return more;
    }

    /** What has no answer within its time fails; it stays made. */
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

    private void completeWaiters() {
        while (!waiters.isEmpty()) {
            long wanted = waiters.peek().calls();
            if (wanted > 0 && (core == null || core.confirmedBy(instance) < wanted)) {
                return;
            }
            waiters.poll().future().complete(null);
        }
    }

    /** The instance does not know this caller any more, or can't talk to it: what was made and not answered fails. */
    private void beginAnew(AmbrosiaException reason) {
        LOGGER.log(System.Logger.Level.WARNING, reason.getMessage());
        closeLinks();
        endReason = reason;
        long durable = core == null ? 0 : core.confirmedBy(instance);
        synchronized (lock) {
            if (made > durable) {
                lost = reason;
            }
            core = null;
            lane = newLane();
            made = 0;
            takenBytes = madeBytes;
            heldBytes = 0;
            calls.rename(node.newName());
        }
        // What waits may be anybody's code, and is told without the lock.
        calls.abandonFormer(reason);
        failWaiters(reason);
    }

    /** The caller ends, and says so to the instance. */
    void end(AmbrosiaException reason) {
        if (ended) {
            return;
        }
        ended = true;
        calls.end(reason);
        failWaiters(reason);
        if (core != null) {
            core.farewell(System.nanoTime());
        }
        closeLinks();
    }

    private void failWaiters(AmbrosiaException reason) {
        for (Waiter each = waiters.poll(); each != null; each = waiters.poll()) {
            each.future().completeExceptionally(reason);
        }
    }

    private void closeLinks() {
        for (int each : links) {
            node.links().close(each);
            node.unlink(each);
        }
        links.clear();
    }

    private static OutputLane newLane() {
        return new OutputLane(new ArrayPool(MOST_ARRAYS));
    }

    /** What the session wants done. */
    private final class Port implements CallerCore.Port {
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
            links.remove(link);
            node.unlink(link);
            node.links().close(link);
        }

        /** Answers are taken as they come: nothing waits to be logged. */
        @Override
        public void readLinks(boolean wanted) {}

        @Override
        public void answered(byte[] bytes, int offset, int length) {
            calls.answered(bytes, offset, length);
        }

        @Override
        public void warn(ErrorTag tag, String message) {
            LOGGER.log(System.Logger.Level.WARNING, "[Ambrosia/" + tag + "] " + message + " (outside caller)");
        }
    }
}
