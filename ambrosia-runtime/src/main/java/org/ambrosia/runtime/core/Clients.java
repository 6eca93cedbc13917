package org.ambrosia.runtime.core;

import static org.ambrosia.runtime.protocol.PeerFrame.Reason.CALLS_LOST;
import static org.ambrosia.runtime.protocol.PeerFrame.Reason.MISMATCH;

import java.util.HashSet;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import org.ambrosia.runtime.api.AmbrosiaException;
import org.ambrosia.runtime.api.ErrorTag;
import org.ambrosia.runtime.protocol.ClientName;
import org.ambrosia.runtime.protocol.PeerFrame;
import org.ambrosia.runtime.protocol.PeerFrame.Hello;

/**
 * Clients: programs that call the instance without being one. An instance registers a
 * caller before it takes its calls. It keeps an inbox and an outbox for the caller, as for any
 * peer. It forgets the caller after a farewell, or after too long a time without a link.
 *
 * <pre>
 *            hello                    registration durable             farewell, or absent too long            that durable
 *  unknown ─────────▶ being registered ───────────────────▶ registered ────────────────────────────▶ leaving ─────────────▶ unknown
 * </pre>
 *
 * <p>A caller that was admitted reports this when it comes again. If the instance does not know it
 * then, the instance has forgotten the caller, and refuses it: its numbers would begin again, and a
 * call that it sends again could be executed twice.
 */
final class Clients {
    /** The max number of callers: with that many, no further one is registered. */
    static final int MOST = 10_000;

    private final CoreSettings settings;
    private final Effects effects;
    private final Inboxes inboxes;
    private final Committer committer;
    private final BindingSession binding;
    /** The callers without a link, and since when; the longest first. */
    private final LinkedHashMap<String, Long> absent = new LinkedHashMap<>();
    /** As a caller: the instances that have registered this one. */
    private final Set<String> registeredBy = new HashSet<>();

    private long tickNanos;

    Clients(CoreSettings settings, Effects effects, Inboxes inboxes, Committer committer, BindingSession binding) {
        this.settings = settings;
        this.effects = effects;
        this.inboxes = inboxes;
        this.committer = committer;
        this.binding = binding;
    }

    /** Returns the reason to refuse a caller that sends this Hello, or null to admit it. */
    PeerFrame.Refused refusal(Hello hello) {
        Inbox known = inboxes.known(hello.sender());
        boolean wasRegistered = hello.epoch() > ClientName.EPOCH;
        if ((known == null && wasRegistered) || (known != null && known.hasLeft())) {
            return new PeerFrame.Refused(CALLS_LOST, "this caller was forgotten");
        }
        if (binding.isPlain()) {
            return new PeerFrame.Refused(
                    MISMATCH, "the application of \"" + settings.name() + "\" takes no calls from clients");
        }
        if (known == null && inboxes.callers() >= MOST) {
            return new PeerFrame.Refused(
                    MISMATCH, "\"" + settings.name() + "\" has " + MOST + " clients, and takes no more");
        }
        return null;
    }

    /** Notes that a caller has a link. Registers a caller that is new. */
    void linked(Inbox caller) {
        absent.remove(caller.source());
        if (caller.taken().impulseEpoch() == 0) {
            committer.register(caller);
        }
    }

    /** Notes that a caller's link is gone. */
    void unlinked(String name, long nowNanos) {
        Inbox caller = inboxes.known(name);
        if (caller != null && !caller.hasLeft()) {
            absent.put(name, nowNanos);
        }
    }

    /** Handles a caller's farewell: the caller will not come back. */
    void farewell(Inbox caller) {
        absent.remove(caller.source());
        committer.gone(caller);
    }

    /** Notes that the instance serves from now on: callers that it knows may come. */
    void serve(long nowNanos) {
        for (Inbox each : inboxes.all()) {
            if (!each.party().hasLog() && !each.source().equals(settings.name())) {
                absent.put(each.source(), nowNanos);
            }
        }
    }

    /**
     * Forgets callers that were without a link for too long. Forgets none while callers can't reach
     * the instance, since links are not read or it has stood still itself.
     */
    void tick(boolean reading, long nowNanos) {
        boolean stoodStill = nowNanos - tickNanos > settings.peerTimeoutNanos();
        tickNanos = nowNanos;
        if (!reading || stoodStill) {
            absent.replaceAll((name, since) -> nowNanos);
            return;
        }
        Iterator<Map.Entry<String, Long>> longest = absent.entrySet().iterator();
        while (longest.hasNext()) {
            Map.Entry<String, Long> each = longest.next();
            if (nowNanos - each.getValue() < settings.clientTimeoutNanos()) {
                return;
            }
            longest.remove();
            committer.gone(inboxes.of(each.getKey()));
        }
    }

    /** As a caller: notes that the instance has registered it. */
    void registeredBy(String instance) {
        registeredBy.add(instance);
    }

    /**
     * As a caller: returns the number that it has in place of an instance's epoch. By this number
     * the instance knows whether it has registered the caller.
     */
    long epochFor(String instance) {
        return ClientName.EPOCH + (registeredBy.contains(instance) ? 1 : 0);
    }

    /** As a caller: fails, since it can't be known any more which of its calls were executed. */
    void forgottenBy(String instance) {
        effects.fail(new AmbrosiaException(
                ErrorTag.CLIENT_FORGOTTEN,
                "\"" + instance
                        + "\" has forgotten this caller, which was without a link for longer than clientTimeout there, or the"
                        + " instance was begun anew. Whether calls without an answer were executed can't be told. New calls"
                        + " are made as another caller."));
    }
}
