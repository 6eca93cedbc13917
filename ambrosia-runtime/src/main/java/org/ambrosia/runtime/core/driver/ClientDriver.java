package org.ambrosia.runtime.core.driver;

import java.util.ArrayDeque;
import java.util.HashSet;
import java.util.Set;
import java.util.TreeSet;
import org.ambrosia.runtime.api.AmbrosiaException;
import org.ambrosia.runtime.api.ErrorTag;
import org.ambrosia.runtime.core.ApplicationEvent;
import org.ambrosia.runtime.core.ClientCore;
import org.ambrosia.runtime.core.CoordinatorEvent;
import org.ambrosia.runtime.core.CoreSettings;
import org.ambrosia.runtime.core.LinkEvent;
import org.ambrosia.runtime.protocol.OutputEncoder;
import org.ambrosia.runtime.protocol.PeerFrame;

/**
 * Drives a client's conversation with one instance: gives its calls to a {@link
 * ClientCore}, and notifies the waiters when calls are durable. When the instance has forgotten the
 * caller, or the conversation fails, it goes on under another name, and calls that are not known to
 * be durable are lost. Deterministic, and used by one thread at a time.
 */
public final class ClientDriver {
    private final String instance;
    private final Settings settings;
    private final Host host;
    private final ArrayDeque<Waiter> waiters = new ArrayDeque<>();
    private final Set<Integer> links = new HashSet<>();
    /** The interfaces by which the instance is called. */
    private final Set<Long> interfaces = new TreeSet<>();

    private String name;
    private ClientCore core;
    private long nowNanos;
    private long wallMillis;
    /** Why the conversation before this one ended; null if there was none. */
    private AmbrosiaException endReason;

    private boolean ended;

    /**
     * Creates a driver that has not called yet.
     *
     * @param name a caller's name that was never used before
     */
    public ClientDriver(String instance, String name, Settings settings, Host host) {
        this.instance = instance;
        this.name = name;
        this.settings = settings;
        this.host = host;
    }

    /**
     * The settings that may be chosen.
     *
     * @param maxMessageBytes the largest message that is sent or taken
     * @param peerTimeoutNanos how long a silent link counts as alive
     * @param limits as for an instance
     */
    public record Settings(int maxMessageBytes, long peerTimeoutNanos, CoreSettings.Limits limits) {}

    /** The surroundings of a driver, which it calls. */
    public interface Host extends ClientCore.Port {
        /**
         * Names the next conversation, which begins after this one has ended. No call that was made
         * before this returns is given to the driver any more.
         *
         * @param durable how many calls of the one that has ended are known to be durable
         * @param reason why it has ended
         * @return the name of the next one, which was never used before
         */
        String renamed(long durable, AmbrosiaException reason);
    }

    /** Waits until calls are durable. */
    public interface Waiter {
        /** The name under which they were made. */
        String name();

        /** Returns for how many of the calls that were made under that name it waits. */
        long calls();

        /** Notes that the calls are durable. */
        void durable();

        /** Notes that the calls are lost, or that it can't be known any more whether they are. */
        void failed(AmbrosiaException reason);
    }

    /** The name by which the instance knows this caller at the moment. */
    public String name() {
        return name;
    }

    /** Returns how many bytes of calls are not known to be durable. */
    public long heldBytes() {
        return core == null ? 0 : core.heldBytes();
    }

    /** Returns whether every call that it was given is known to be durable. */
    public boolean isEmpty() {
        return core == null || core.isEmpty();
    }

    /** Sets the time; called before anything else that happens then. */
    public void time(long now, long wall) {
        nowNanos = now;
        wallMillis = wall;
    }

    /** Begins the conversation, unless it has begun. */
    public void begin() {
        if (core == null && !ended) {
            core = new ClientCore(
                    name,
                    wallMillis,
                    settings.maxMessageBytes(),
                    settings.peerTimeoutNanos(),
                    settings.limits(),
                    new Port());
            core.begin(nowNanos, wallMillis);
            interfaces.forEach(each -> core.on(called(each), nowNanos, wallMillis));
        }
    }

    /** Handles an event: calls that were made, or what happened on links. */
    public void on(CoordinatorEvent event) {
        if (ended) {
            return;
        }
        if (event instanceof LinkEvent.Opened opened) {
            links.add(opened.link());
        } else if (event instanceof LinkEvent.Closed closed) {
            links.remove(closed.link());
        }
        try {
            begin();
            core.on(event, nowNanos, wallMillis);
        } catch (AmbrosiaException failed) {
            beginAgain(failed);
        } catch (RuntimeException | OutOfMemoryError | StackOverflowError | LinkageError failed) {
            beginAgain(new AmbrosiaException(
                    ErrorTag.INTERNAL_ERROR,
                    "A client's session with \"" + instance + "\" failed: " + failed
                            + ". What became of calls without an answer can't be told. Please report this.",
                    failed));
        }
        completeWaiters();
    }

    /**
     * Notifies the instance by which interface it is called, now and in each later conversation.
     */
    public void noteInterface(long schemaHash) {
        if (interfaces.add(schemaHash) && core != null) {
            on(called(schemaHash));
        }
    }

    private CoordinatorEvent called(long schemaHash) {
        byte[] message = OutputEncoder.calledInterface(instance, schemaHash);
        return new ApplicationEvent.Output(message, 0, message.length);
    }

    /**
     * Notifies this waiter when its calls are durable, or lost.
     *
     * @param closed the reason if this caller has ended
     */
    public void await(Waiter waiter, AmbrosiaException closed) {
        if (ended) {
            waiter.failed(closed);
        } else if (!waiter.name().equals(name)) {
            waiter.failed(endReason);
        } else {
            waiters.add(waiter);
            completeWaiters();
        }
    }

    private void completeWaiters() {
        while (!waiters.isEmpty()) {
            long wanted = waiters.peek().calls();
            if (wanted > 0 && (core == null || core.confirmedBy(instance) < wanted)) {
                return;
            }
            waiters.poll().durable();
        }
    }

    /**
     * Ends the conversation, so that the next one can begin. The instance does not know this caller
     * any more, or can't talk to it. Calls that were made and are not durable are lost.
     */
    private void beginAgain(AmbrosiaException reason) {
        long durable = core == null ? 0 : core.confirmedBy(instance);
        closeLinks();
        endReason = reason;
        core = null;
        name = host.renamed(durable, reason);
        failWaiters(durable, reason);
    }

    /** Ends the caller, and notifies the instance. */
    public void end(AmbrosiaException reason) {
        if (ended) {
            return;
        }
        ended = true;
        failWaiters(0, reason);
        if (core != null) {
            core.farewell(nowNanos);
        }
        closeLinks();
    }

    private void failWaiters(long durable, AmbrosiaException reason) {
        for (Waiter each = waiters.poll(); each != null; each = waiters.poll()) {
            if (each.calls() <= durable) {
                each.durable();
            } else {
                each.failed(reason);
            }
        }
    }

    private void closeLinks() {
        links.forEach(host::close);
        links.clear();
    }

    /** Carries out the effects of the core, for as long as it is the newest one. */
    private final class Port implements ClientCore.Port {
        @Override
        public void dial(String peer) {
            host.dial(peer);
        }

        @Override
        public void send(int link, PeerFrame frame) {
            host.send(link, frame);
        }

        @Override
        public void close(int link) {
            links.remove(link);
            host.close(link);
        }

        @Override
        public void readLinks(boolean wanted) {
            host.readLinks(wanted);
        }

        @Override
        public void answered(byte[] bytes, int offset, int length) {
            host.answered(bytes, offset, length);
        }

        @Override
        public void warn(ErrorTag tag, String message) {
            host.warn(tag, message);
        }
    }
}
