package org.ambrosia.runtime.log.file;

import java.io.IOException;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * Decides whether a log has a primary, from the view of a process that would go on with the log if
 * there is none.
 */
final class PrimaryWatch {
    private final Reigns reigns;
    private final Lease lease;
    private final Echo echo;
    private final Members members;

    /**
     * Creates a watch.
     *
     * @param members this process's, and others
     */
    PrimaryWatch(Reigns reigns, Lease lease, Echo echo, Members members) {
        this.reigns = reigns;
        this.lease = lease;
        this.echo = echo;
        this.members = members;
    }

    /** Returns whether a process holds the newest reign. */
    boolean isHeld() throws IOException {
        Optional<Reign> newest = reigns.newest();
        return newest.isPresent() && newest.get().file().isHeld();
    }

    /** Returns whether this very process holds it, by another opening of the same log. */
    boolean isHeldInThisProcess() throws IOException {
        Optional<Reign> newest = reigns.newest();
        return newest.isPresent() && newest.get().file().isHeldInThisProcess();
    }

    /**
     * Returns the last reign, if no process reigns in it any more, or only one that has shown no
     * sign of life for the lease. A process that holds its reign may be on another machine, from
     * which this one sees no sign of life. So its silence counts only if memory is known to be
     * shared with it.
     *
     * @param knownReign the reign of the log's manifest; a log that was restored from a backup has
     *     manifests, and no reigns
     */
    OptionalLong vacantReign(long knownReign, long nowNanos) throws IOException {
        Optional<Reign> newest = reigns.newest();
        boolean vacant;
        if (newest.isEmpty() || newest.get().number() < knownReign) {
            // Its reign was deleted; a primary that lives notices that soon, and ends.
            vacant = knownReign == 0 || !members.isPrimaryThere(knownReign);
        } else if (newest.get().file().isHeld()) {
            boolean shared = echo.isProven(newest.get(), nowNanos);
            vacant = lease.hasRunOut(newest.get(), nowNanos) && shared;
        } else {
            vacant = true;
        }
        return vacant
                ? OptionalLong.of(Math.max(newest.map(Reign::number).orElse(0L), knownReign))
                : OptionalLong.empty();
    }

    /**
     * Returns whether the primary, which lives, does not see what this process writes in shared
     * memory.
     */
    boolean isOutOfReach() {
        return echo.isMissing();
    }

    /** Waits until the newest reign is released, but not longer than this. */
    void awaitRelease(long nanos) throws IOException, InterruptedException {
        Optional<Reign> newest = reigns.newest();
        if (newest.isPresent()) {
            newest.get().file().awaitRelease(nanos);
        }
    }
}
