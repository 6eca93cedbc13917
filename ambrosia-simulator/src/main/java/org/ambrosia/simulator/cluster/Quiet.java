package org.ambrosia.simulator.cluster;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Whether anything is under way in a cluster. */
final class Quiet {
    private final Cluster cluster;

    Quiet(Cluster cluster) {
        this.cluster = cluster;
    }

    boolean isQuiet() {
        return cluster.machines().stream().allMatch(this::isQuiet)
                && cluster.applications().size() == cluster.machines().size()
                && cluster.callers().stream().allMatch(SimClient::isQuiet);
    }

    /** What an instance still knows of clients that have ended. */
    Optional<String> clientsNotForgotten() {
        int present = cluster.callers().size();
        for (Machine each : cluster.machines()) {
            for (Seat seat : each.seats()) {
                int known = seat.isAlive() ? seat.process().callers() : 0;
                if (known > present) {
                    return Optional.of(seat.label() + " knows of " + known + " clients, of which there are " + present
                            + ": " + seat.process());
                }
            }
        }
        return Optional.empty();
    }

    /** What is not quiet, for people to read. */
    String busy() {
        List<String> busy = new ArrayList<>();
        for (Machine each : cluster.machines()) {
            if (!isQuiet(each)) {
                each.seats().forEach(seat -> busy.add(String.valueOf(seat.process())));
            }
        }
        cluster.callers().stream().filter(each -> !each.isQuiet()).forEach(each -> busy.add(each.toString()));
        return String.join("; ", busy);
    }

    private boolean isQuiet(Machine machine) {
        SimProcess primary = machine.published();
        if (primary == null || !primary.isServing()) {
            return false;
        }
        for (Seat each : machine.seats()) {
            boolean needed = machine.isReplicated() || each == primary.seat();
            if (needed && !(each.isAlive() && each.process().isQuiet() && each.application() != null)) {
                return false;
            }
            if (needed && !each.application().isQuiet(each == primary.seat())) {
                return false;
            }
            if (!needed && each.isAlive()) {
                return false;
            }
        }
        return true;
    }
}
