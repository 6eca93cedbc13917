package org.ambrosia.runtime.node;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.ambrosia.runtime.core.CoordinatorCore;
import org.ambrosia.runtime.core.Event;
import org.ambrosia.runtime.core.OperatorEvent;
import org.ambrosia.runtime.core.Replica;

/**
 * The requests of operators to forget peers, until each is durable. Requests come from any thread.
 */
final class ForgetRequests {
    private final Consumer<Event> events;
    private final List<Request> fresh = new ArrayList<>();
    private final List<Logging> logging = new ArrayList<>();

    /**
     * Creates an empty set of requests.
     *
     * @param events passes an event to the replica, soon
     */
    ForgetRequests(Consumer<Event> events) {
        this.events = events;
    }

    private record Request(String peer, Runnable done) {}

    /** A request that the core knows of, in this record or an earlier one. */
    private record Logging(long sequence, Runnable done) {}

    /**
     * Lets the instance forget a peer. {@code done} runs on the coordinator's thread when that is
     * durable, and never if the instance does not serve.
     */
    void request(String peer, Runnable done) {
        synchronized (fresh) {
            fresh.add(new Request(peer, done));
        }
        events.accept(new OperatorEvent.PeerForgotten(peer));
    }

    /** Called after the core has received the event. On the coordinator's thread. */
    void after(Event event, Replica replica) {
        CoordinatorCore core = replica.core();
        if (event instanceof OperatorEvent.PeerForgotten forgotten) {
            forgotten(forgotten.peer(), core);
        }
        if (core != null && !logging.isEmpty()) {
            logging.removeIf(each -> {
                boolean isDurable = each.sequence <= core.durableThrough();
                if (isDurable) {
                    each.done.run();
                }
                return isDurable;
            });
        }
    }

    private void forgotten(String peer, CoordinatorCore core) {
        synchronized (fresh) {
            fresh.removeIf(each -> {
                if (each.peer.equals(peer) && core != null && core.isServing()) {
                    logging.add(new Logging(core.loggingThrough(), each.done));
                }
                return each.peer.equals(peer);
            });
        }
    }
}
