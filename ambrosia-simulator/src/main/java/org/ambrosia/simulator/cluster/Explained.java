package org.ambrosia.simulator.cluster;

import org.ambrosia.runtime.api.AmbrosiaException;
import org.ambrosia.runtime.api.ErrorTag;
import org.ambrosia.simulator.check.Violation;

/** Which ends and warnings the faults explain; any other is a violation. */
final class Explained {
    private final Cluster cluster;
    private Witness witness;

    Explained(Cluster cluster) {
        this.cluster = cluster;
    }

    void witness(Witness chosen) {
        witness = chosen;
    }

    /** The witness of the run; null if nothing special is done in it. */
    Witness witness() {
        return witness;
    }

    /** A process has ended itself. */
    void ended(SimProcess process, AmbrosiaException reason) {
        boolean disksFail =
                cluster.faults().disksFail() || process.seat().machine().disk().timesFull() > 0;
        boolean diskFailed = reason.tag() == ErrorTag.LOG_UNAVAILABLE && disksFail;
        boolean separate = reason.tag() == ErrorTag.UNSAFE_FILE_SYSTEM
                && process.seat().machine().shared().isSeparate();
        if (separate) {
            cluster.count(Coverage.Count.SEPARATE_REFUSED);
        }
        boolean second = reason.tag() == ErrorTag.LOG_IN_USE && process.seat().process() != process;
        boolean fenced = reason.tag() == ErrorTag.FENCED;
        if (fenced) {
            cluster.count(Coverage.Count.FENCED);
        }
        boolean rolledBack = cantReplay(process.application(), reason);
        boolean special = witness != null && witness.explainsEnd(process, reason);
        if (!diskFailed && !separate && !second && !fenced && !rolledBack && !special) {
            throw new Violation(process.label() + " ended itself: " + reason.getMessage());
        }
    }

    /** An application that is a process of its own has ended itself. */
    void ended(SimApplication application, AmbrosiaException reason) {
        if (!cantReplay(application, reason)) {
            throw new Violation(application.name() + "'s application ended itself: " + reason.getMessage());
        }
    }

    /** An older build must not go past a call that it can't execute, which the newer one has executed. */
    private boolean cantReplay(SimApplication application, AmbrosiaException reason) {
        boolean cant = application != null && application.isOlder() && reason.tag() == ErrorTag.SCHEMA_MISMATCH;
        if (cant) {
            cluster.count(Coverage.Count.BUILDS_REFUSED);
        }
        return cant;
    }

    void warned(SimProcess process, ErrorTag tag, String message) {
        // A primary that was replaced, and does not know it yet, may be told so by a peer.
        boolean expected = tag == ErrorTag.LOG_UNAVAILABLE
                || tag == ErrorTag.PEER_FENCED
                || cluster.network().explains(message);
        boolean special = witness != null && witness.explainsWarning(process, tag, message);
        Violation.unless(expected || special, process.name() + " warns [" + tag + "]: " + message);
    }
}
