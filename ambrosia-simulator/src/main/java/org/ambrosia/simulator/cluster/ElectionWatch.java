package org.ambrosia.simulator.cluster;

import java.util.OptionalLong;
import org.ambrosia.runtime.api.ReplicaRole;
import org.ambrosia.runtime.core.driver.ElectionPolicy;
import org.ambrosia.runtime.core.driver.ElectionPolicy.Decision;
import org.ambrosia.runtime.log.Leadership;
import org.ambrosia.runtime.log.Log;
import org.ambrosia.runtime.log.Membership;
import org.ambrosia.simulator.check.Violation;

/** Watches whether a process's log has a primary, as {@code Vacancy} does, and that elections are decided as they should be. */
final class ElectionWatch {
    private final SimProcess process;
    private final Cluster cluster;
    private final Leadership leadership;
    private final Membership membership;
    private final ElectionPolicy policy;
    private final ElectionPolicy.Settings settings;
    /** Counts what was scheduled; only the newest look counts. */
    private int looks;

    private boolean seen;
    /** Since when there has been no primary; 0 if there is one. */
    private long vacantSinceNanos;

    ElectionWatch(SimProcess process, Cluster cluster, Log log) {
        this.process = process;
        this.cluster = cluster;
        this.leadership = log.leadership();
        this.membership = log.membership();
        this.settings = cluster.settings().elections();
        this.policy = new ElectionPolicy(settings);
    }

    /** Looks, and then again and again, until this process is more than a standby. */
    void look() {
        if (leadership.isPrimary() || process.driver().replica().role() == ReplicaRole.CHECKPOINTER) {
            return;
        }
        OptionalLong vacant = leadership.vacantTerm(process.seat().clock().nanos());
        if (vacant.isPresent()) {
            vacant(vacant.getAsLong());
        } else {
            occupied();
        }
    }

    /** Looks at once. */
    void lookNow() {
        looks++;
        look();
    }

    private void lookAfter(long nanos) {
        int look = ++looks;
        process.after(Math.max(1_000, nanos), () -> {
            if (look == looks) {
                look();
            }
        });
    }

    private void vacant(long term) {
        long now = process.seat().clock().nanos();
        if (vacantSinceNanos == 0) {
            vacantSinceNanos = now;
        }
        long position = process.driver().position();
        Decision decision = policy.vacant(now, term, position, membership::furthestStandby);
        if (decision instanceof Decision.Defer defer) {
            cluster.count(Coverage.Count.ELECTIONS_DEFERRED);
            lookAfter(defer.waitNanos());
        } else if (decision instanceof Decision.Tell tell) {
            checkOrder(now, position);
            process.tellOfElection(tell.event());
            lookAfter(Math.max(tell.waitNanos(), settings.lookNanos()));
        }
    }

    /** The standby that has come much further is given the time to claim the log. */
    private void checkOrder(long now, long position) {
        long furthest = membership.furthestStandby();
        boolean isBehind = position < 0 ? furthest >= 0 : furthest > position + settings.muchBehind();
        Violation.unless(
                !seen || !isBehind || now - vacantSinceNanos >= settings.deferNanos(),
                process.label() + " claims the log at record " + position + ", but another standby is at " + furthest);
    }

    private void occupied() {
        seen = true;
        vacantSinceNanos = 0;
        Decision decision = policy.occupied();
        if (decision instanceof Decision.Tell tell) {
            process.post(tell.event());
        }
        process.askForSuccession();
        lookAfter(settings.lookNanos());
    }
}
