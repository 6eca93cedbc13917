package org.ambrosia.runtime.log.file;

import java.io.IOException;
import java.util.Optional;

/** Whether a log has a primary, as one process sees it that would go on with the log if there is none. */
final class PrimaryWatch {
    private final Reigns reigns;
    private final Lease lease;
    private final String holder;
    /** The last epoch, of which was seen that nobody reigns in it any more; -1 if somebody does. */
    private long vacantEpoch = -1;

    /**
     * Makes a watch.
     *
     * @param holder this process, for people to read
     */
    PrimaryWatch(Reigns reigns, Lease lease, String holder) {
        this.reigns = reigns;
        this.lease = lease;
        this.holder = holder;
    }

    /** Whether a process holds the newest reign. */
    boolean isHeld() throws IOException {
        Optional<Reign> newest = reigns.newest();
        return newest.isPresent() && newest.get().file().isHeld();
    }

    /** Whether this very process holds it, by another opening of the same log. */
    boolean isHeldInThisProcess() throws IOException {
        Optional<Reign> newest = reigns.newest();
        return newest.isPresent() && newest.get().file().isHeldInThisProcess();
    }

    /**
     * Whether nobody reigns, or only a process that has shown no sign of life for the lease.
     *
     * @param knownEpoch that of the log's manifest; of a log that was restored from a backup, there are manifests, and no reigns
     */
    boolean isVacant(long knownEpoch, long nowNanos) throws IOException {
        Optional<Reign> newest = reigns.newest();
        boolean vacant = newest.isEmpty() || !newest.get().file().isHeld() || lease.hasRunOut(newest.get(), nowNanos);
        vacantEpoch = vacant ? Math.max(newest.map(Reign::epoch).orElse(0L), knownEpoch) : -1;
        return vacant;
    }

    /** Waits until the newest reign is released, but not longer than this. */
    void awaitRelease(long nanos) throws IOException, InterruptedException {
        Optional<Reign> newest = reigns.newest();
        if (newest.isPresent()) {
            newest.get().file().awaitRelease(nanos);
        }
    }

    /** Claims the log, if it was vacant when that was looked at last and no other process has been quicker; else empty. */
    Optional<Reign> claim() throws IOException {
        return vacantEpoch < 0 ? Optional.empty() : reigns.claim(vacantEpoch, holder);
    }
}
