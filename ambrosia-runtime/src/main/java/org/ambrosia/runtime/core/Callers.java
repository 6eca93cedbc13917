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
import org.ambrosia.runtime.protocol.CallerName;
import org.ambrosia.runtime.protocol.PeerFrame;
import org.ambrosia.runtime.protocol.PeerFrame.Hello;

/**
 * Outside callers: programs that call the instance without being one. An instance registers a caller before it takes its calls, keeps
 * what it has taken of it and what it answers like those of any peer, and forgets it when it says farewell, or has had no link for too long.
 *
 * <pre>
 *            hello                    registration durable             farewell, or absent too long            that durable
 *  unknown ─────────▶ being registered ───────────────────▶ registered ────────────────────────────▶ leaving ─────────────▶ unknown
 * </pre>
 *
 * <p>A caller that was told to send says so when it comes again. If the instance does not know it then, it has been forgotten, and is told:
 * its numbers would begin anew, and a call that it sends again could be executed twice.
 */
final class Callers {
    /** With more no further one is registered. */
    static final int MOST = 10_000;

    private final CoreSettings settings;
    private final Effects effects;
    private final Inboxes inboxes;
    private final Committer committer;
    private final BindingSession binding;
    /** Those without a link, and since when; the longest first. */
    private final LinkedHashMap<String, Long> absent = new LinkedHashMap<>();
    /** As a caller: the instances that have registered this one. */
    private final Set<String> registeredBy = new HashSet<>();

    private long tickNanos;

    Callers(CoreSettings settings, Effects effects, Inboxes inboxes, Committer committer, BindingSession binding) {
        this.settings = settings;
        this.effects = effects;
        this.inboxes = inboxes;
        this.committer = committer;
        this.binding = binding;
    }

    /** Why a caller that comes with this is not admitted; null if it is. */
    PeerFrame.Refused refusal(Hello hello) {
        Inbox known = inboxes.known(hello.sender());
        boolean wasRegistered = hello.epoch() > CallerName.EPOCH;
        if ((known == null && wasRegistered) || (known != null && known.hasLeft())) {
            return new PeerFrame.Refused(CALLS_LOST, "this caller was forgotten");
        }
        if (binding.isPlain()) {
            return new PeerFrame.Refused(
                    MISMATCH, "the application of \"" + settings.name() + "\" takes no calls from outside callers");
        }
        if (known == null && inboxes.callers() >= MOST) {
            return new PeerFrame.Refused(
                    MISMATCH, "\"" + settings.name() + "\" has " + MOST + " outside callers, and takes no more");
        }
        return null;
    }

    /** A caller has a link. One that is new is registered. */
    void linked(Inbox caller) {
        absent.remove(caller.source());
        if (caller.taken().impulseEpoch() == 0) {
            committer.register(caller);
        }
    }

    /** A caller's link is gone. */
    void unlinked(String name, long nowNanos) {
        Inbox caller = inboxes.known(name);
        if (caller != null && !caller.hasLeft()) {
            absent.put(name, nowNanos);
        }
    }

    /** A caller says that it will not come back. */
    void farewell(Inbox caller) {
        absent.remove(caller.source());
        committer.gone(caller);
    }

    /** The instance serves from now on: callers that it knows may come. */
    void serve(long nowNanos) {
        for (Inbox each : inboxes.all()) {
            if (!each.party().hasLog() && !each.source().equals(settings.name())) {
                absent.put(each.source(), nowNanos);
            }
        }
    }

    /**
     * Forgets callers that were without a link for too long; not while nobody can reach the instance, since links are not read or it has
     * stood still itself.
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
            if (nowNanos - each.getValue() < settings.callerTimeoutNanos()) {
                return;
            }
            longest.remove();
            committer.gone(inboxes.of(each.getKey()));
        }
    }

    /** As a caller: the instance has registered it. */
    void registeredBy(String instance) {
        registeredBy.add(instance);
    }

    /** As a caller: what it has in place of an instance's epoch, by which the instance knows whether it has registered the caller. */
    long epochFor(String instance) {
        return CallerName.EPOCH + (registeredBy.contains(instance) ? 1 : 0);
    }

    /** As a caller: which of its calls were executed can't be told any more. */
    void forgottenBy(String instance) {
        effects.fail(new AmbrosiaException(
                ErrorTag.CallerForgotten,
                "\"" + instance
                        + "\" has forgotten this caller, which was without a link for longer than callerTimeout there, or the"
                        + " instance was begun anew. Whether calls without an answer were executed can't be told. New calls"
                        + " are made as another caller."));
    }
}
