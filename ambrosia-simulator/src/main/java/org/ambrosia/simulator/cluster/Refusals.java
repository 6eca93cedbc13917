package org.ambrosia.simulator.cluster;

import java.util.HashSet;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.ambrosia.runtime.api.AmbrosiaException;
import org.ambrosia.runtime.api.ErrorTag;
import org.ambrosia.runtime.protocol.ClientName;
import org.ambrosia.runtime.protocol.LogPosition;
import org.ambrosia.runtime.protocol.PeerFrame;
import org.ambrosia.runtime.protocol.PeerFrame.Calls;
import org.ambrosia.runtime.protocol.PeerFrame.Resume;
import org.ambrosia.simulator.check.History;
import org.ambrosia.simulator.check.Violation;

/**
 * Knows by the logs themselves which peers remember a record that an instance's present log does not have. Such a peer must be sent no
 * call, and both sides must say so, with both positions; no other one may be refused.
 */
final class Refusals implements Witness {
    private static final Pattern POSITIONS = Pattern.compile(
            "record \\d+ of epoch \\d+, which is not in its log: that ends at record \\d+ of epoch \\d+");

    private final Cluster cluster;
    private final Operator operator;
    private final Set<Integer> refusable = new HashSet<>();
    /** Peers that remember another history than the one that they were linked to. */
    private final TreeSet<String> strangers = new TreeSet<>();

    /** Those of them that can't have missed that they were refused. */
    private final TreeSet<String> told = new TreeSet<>();

    private final TreeSet<String> warnedOf = new TreeSet<>();
    private final TreeSet<String> warned = new TreeSet<>();
    private Machine victim;
    private Machine twin;
    private History gone;
    private Set<Long> epochsOfBoth = Set.of();
    private int copiesRefused;

    Refusals(Cluster cluster, Operator operator) {
        this.cluster = cluster;
        this.operator = operator;
    }

    /** From now on this instance has an image of its log in place of what it had before. */
    void exchanged(Machine machine, History before, MachineImage image) {
        victim = machine;
        gone = before;
        epochsOfBoth = image.epochs();
    }

    /** From now on there are two of this instance, one of them from an image. */
    void copied(Machine machine, Machine copy, MachineImage image) {
        victim = machine;
        twin = copy;
        epochsOfBoth = image.epochs();
    }

    /** The log of the instance that does not count in the end. */
    History otherHistory() {
        return twin == null ? gone : twin.history();
    }

    /** How many processes were refused because their log is a copy. */
    int copiesRefused() {
        return copiesRefused;
    }

    @Override
    public boolean explainsEnd(SimProcess process, AmbrosiaException reason) {
        boolean isCopy = reason.tag() == ErrorTag.LOG_COPIED && process.seat().machine() == twin;
        copiesRefused += isCopy ? 1 : 0;
        return isCopy;
    }

    @Override
    public void sent(SimProcess sender, String receiver, int link, PeerFrame frame) {
        if (victim == null) {
            return;
        }
        if (frame instanceof Resume resume && receiver.equals(victim.name()) && !resume.open()) {
            SimProcess met = cluster.network().otherEnd(link, sender);
            if (met != null) {
                meet(sender, met.seat().machine(), resume.seen(), link);
            }
        } else if (frame instanceof Calls calls && isVictim(sender)) {
            Violation.unless(
                    !refusable.contains(link),
                    sender.label() + " sends call " + calls.first() + " to " + receiver
                            + ", which has taken calls of another history of " + sender.name());
        }
    }

    /** A peer that has seen this record is about to be met. */
    private void meet(SimProcess peer, Machine machine, LogPosition seen, int link) {
        if (isOwn(machine, seen)) {
            return;
        }
        strangers.add(peer.name());
        refusable.add(link);
        if (!cluster.isChaos() && machine == victim) {
            told.add(peer.name());
        }
    }

    /** Whether a log has the record that another one has seen: nobody else writes in an epoch that only this machine has had. */
    private boolean isOwn(Machine machine, LogPosition seen) {
        boolean isCommon = seen.epoch() == 0 || victim.history().shares(seen.sequence(), otherHistory());
        boolean isFromImage = machine == twin || twin == null;
        boolean isAfterImage = isFromImage && epochsOfBoth.contains(seen.epoch());
        return isCommon || (machine.epochs().contains(seen.epoch()) && !isAfterImage);
    }

    private boolean isVictim(SimProcess process) {
        return process.name().equals(victim.name());
    }

    @Override
    public boolean explainsWarning(SimProcess process, ErrorTag tag, String message) {
        if (victim == null) {
            return false;
        }
        operator.reads(message);
        return switch (tag) {
            case HISTORY_DIFFERS -> differs(process, message);
            case CALLS_LOST -> lost(process, message);
            case MALFORMED_MESSAGE ->
                isVictim(process)
                        && message.contains('"' + ClientName.MARK)
                        && message.contains("which were never made");
            default -> false;
        };
    }

    private boolean differs(SimProcess process, String message) {
        Violation.unless(POSITIONS.matcher(message).find(), "An error does not name both positions: " + message);
        for (String each : strangers) {
            if (isVictim(process) && message.startsWith('"' + each + '"')) {
                cluster.count(Coverage.Count.HISTORIES_REFUSED);
                warnedOf.add(each);
                return true;
            }
            if (process.name().equals(each) && message.startsWith('"' + victim.name() + "\" refused")) {
                warned.add(each);
                return true;
            }
        }
        return false;
    }

    /** A peer whose calls are lost too may hang up because of that, and not hear why it is refused. */
    private boolean lost(SimProcess process, String message) {
        warned.add(process.name());
        return isVictim(process) || message.contains('"' + victim.name() + '"');
    }

    /** Each peer that was refused, and the instance that refused it, have said so. */
    void check() {
        Violation.unless(
                warnedOf.containsAll(told) && warned.containsAll(told),
                told + " have taken calls of another history of " + victim.name() + ", which says so of " + warnedOf
                        + "; these say it themselves: " + warned);
    }
}
