package org.ambrosia.simulator.cluster;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.ambrosia.runtime.core.LinkEvent;

/** All links, and what goes wrong with them. */
final class Network {
    private static final int CLOSE_MICROS = 3_000;

    private final Cluster cluster;
    private final Scheduler scheduler;
    private final TreeMap<Integer, Link> links = new TreeMap<>();
    private final Map<String, Long> partitionedUntil = new HashMap<>();
    private int nextNumber = 1;
    private SimHostile hostile;

    Network(Cluster cluster) {
        this.cluster = cluster;
        this.scheduler = cluster.scheduler();
    }

    void dial(LinkEnd dialler, String peer) {
        LinkEnd answerer = answererFor(peer);
        boolean reachable =
                answerer != null && !isPartitioned(dialler.name(), peer) && !isPartitioned(peer, dialler.name());
        if (!reachable) {
            dialler.on(new LinkEvent.DialFailed(peer));
            return;
        }
        Link link = new Link(this, nextNumber, dialler, answerer);
        links.put(nextNumber++, link);
        cluster.count(Coverage.Count.LINKS);
        boolean misreported =
                cluster.strikes(Fault.DIAL_MISREPORTED, cluster.faults().misreportedDial());
        link.opened(!misreported);
    }

    /** Who is reached by this name at the moment; null if nobody is. */
    private LinkEnd answererFor(String peer) {
        if (hostile != null && peer.equals(hostile.name())) {
            return hostile;
        }
        SimProcess published = cluster.published(peer);
        return published != null && published.isServing() ? published : null;
    }

    /** A peer that is no instance takes part. */
    void admit(SimHostile peer) {
        hostile = peer;
    }

    /** Whether a peer without honor takes part, which explains this warning. */
    boolean explains(String warning) {
        return hostile != null && SimHostile.explains(warning);
    }

    void send(int number, LinkEnd sender, byte[] frame) {
        Link link = links.get(number);
        if (link != null && link.isOpen()) {
            link.send(sender, frame);
        }
    }

    void close(int number, LinkEnd closer) {
        Link link = links.get(number);
        if (link != null && link.isOpen()) {
            link.closeBy(closer);
        }
    }

    /** Who is at the other side of a link. */
    String peerOf(int number, LinkEnd one) {
        return links.get(number).nameOfOther(one);
    }

    /** The process of an instance at the other side; null if it is a client. */
    SimProcess otherEnd(int number, LinkEnd one) {
        return links.get(number).other(one) instanceof SimProcess process ? process : null;
    }

    void readMore(SimProcess receiver) {
        linksOf(receiver).forEach(each -> each.readMore(receiver));
    }

    /** The process is gone; its peers hear of it unless its machine went too. */
    void drop(LinkEnd dead, boolean peersHear) {
        linksOf(dead).forEach(each -> each.cut(peersHear, peersHear));
    }

    /** One end closes all of its links. */
    void closeAll(LinkEnd closer) {
        linksOf(closer).forEach(each -> each.closeBy(closer));
    }

    /** Cuts some of a process's links. */
    void cutSome(LinkEnd victim, double probability) {
        for (Link each : linksOf(victim)) {
            if (cluster.strikes(Fault.LINK_CUT, probability)) {
                each.cut(scheduler.chance(0.8), scheduler.chance(0.8));
            }
        }
    }

    /** For a while nothing that one sends reaches the other. */
    void partition(String from, String to, long nanos) {
        partitionedUntil.put(from + ">" + to, scheduler.nowNanos() + nanos);
    }

    void heal() {
        partitionedUntil.clear();
    }

    /** Whether the network loses what is sent now; in a partition it sometimes only delays it. */
    boolean losesFrom(LinkEnd sender, LinkEnd receiver) {
        if (isPartitioned(sender.name(), receiver.name())) {
            return scheduler.chance(0.5);
        }
        return cluster.strikes(Fault.FRAMES_LOST, cluster.faults().lose());
    }

    boolean duplicates() {
        return cluster.strikes(Fault.FRAMES_DUPLICATED, cluster.faults().duplicate());
    }

    boolean tossesCoin() {
        return scheduler.chance(0.5);
    }

    /** When a frame that is sent now arrives: behind a partition if there is one. */
    long arrivalNanos(LinkEnd sender, LinkEnd receiver) {
        long from = Math.max(scheduler.nowNanos(), partitionEnd(sender.name(), receiver.name()));
        return from + scheduler.some(cluster.faults().networkMicros());
    }

    void at(long nanos, Runnable action) {
        scheduler.after(nanos - scheduler.nowNanos(), action);
    }

    void soon(Runnable action) {
        scheduler.after(scheduler.some(CLOSE_MICROS), action);
    }

    private boolean isPartitioned(String from, String to) {
        return partitionEnd(from, to) > scheduler.nowNanos();
    }

    private long partitionEnd(String from, String to) {
        return partitionedUntil.getOrDefault(from + ">" + to, 0L);
    }

    private List<Link> linksOf(LinkEnd end) {
        List<Link> found = new ArrayList<>();
        for (Link each : links.values()) {
            if (each.isOpen() && each.joins(end)) {
                found.add(each);
            }
        }
        return found;
    }
}
