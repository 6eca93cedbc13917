package org.ambrosia.simulator.cluster;

import java.util.EnumMap;
import java.util.Locale;

/** Counts what runs covered, so that a fault that never strikes, or a path that is never taken, is seen. */
public final class Coverage {
    private final EnumMap<Fault, Long> faults = new EnumMap<>(Fault.class);
    private final EnumMap<Count, Long> counts = new EnumMap<>(Count.class);

    /** What is counted beside faults. */
    public enum Count {
        /** Runs. */
        RUNS,
        /** Events that cores were told. */
        EVENTS,
        /** Processes that were started. */
        PROCESSES,
        /** Records and other things that applications were given. */
        DELIVERIES,
        /** Calls that were executed, each exactly once. */
        CALLS_EXECUTED,
        /** Checkpoints that were stored. */
        CHECKPOINTS_STORED,
        /** Connections between applications and coordinators in two processes. */
        CONNECTIONS,
        /** Applications that could not go on with their state, and had to be started again. */
        APPLICATIONS_REFUSED,
        /** Records that were read again for an application that had come. */
        RECORDS_FED,
        /** Primaries that took over while another replica of the instance was there. */
        FAILOVERS,
        /** Looks of a standby that let another one go first, which had come further. */
        ELECTIONS_DEFERRED,
        /** Primaries that found that they had been replaced. */
        FENCED,
        /** Standbys that took the checkpoints, since nobody else did. */
        CHECKPOINTERS_REPLACED,
        /** Replicas that began again with a newer checkpoint, because the log before it was deleted. */
        FELL_BEHIND,
        /** Records that were replayed, by recoveries and secondaries. */
        RECORDS_REPLAYED,
        /** Files to which outboxes spilled. */
        SPILL_FILES,
        /** Clients that were started. */
        CALLERS,
        /** Clients that an instance had forgotten when they came back. */
        CALLERS_FORGOTTEN,
        /** Of those, callers that had made calls which are not known to be durable. */
        CALLERS_LOST_CALLS,
        /** Times that a client was told that its calls are durable. */
        CALLERS_WAITED,
        /** Ends of applications whose build lacks a method that the log calls. */
        BUILDS_REFUSED,
        /** Links that were refused because a peer remembers a log that is gone. */
        HISTORIES_REFUSED,
        /** Peers that an operator had an instance forget. */
        PEERS_FORGOTTEN,
        /** Ends of processes that share no memory with the primary of their log. */
        SEPARATE_REFUSED,
        /** Links that were opened. */
        LINKS,
        /** Milliseconds of virtual time. */
        VIRTUAL_MILLIS
    }

    void add(Fault fault) {
        faults.merge(fault, 1L, Long::sum);
    }

    void add(Count count, long more) {
        counts.merge(count, more, Long::sum);
    }

    /** Adds what other runs covered. */
    public synchronized void add(Coverage other) {
        other.faults.forEach((fault, times) -> faults.merge(fault, times, Long::sum));
        other.counts.forEach((count, times) -> counts.merge(count, times, Long::sum));
    }

    /** How often a fault struck. */
    public synchronized long of(Fault fault) {
        return faults.getOrDefault(fault, 0L);
    }

    /** How much was counted. */
    public synchronized long of(Count count) {
        return counts.getOrDefault(count, 0L);
    }

    /** How many faults struck in all. */
    public synchronized long faults() {
        return faults.values().stream().mapToLong(each -> each).sum();
    }

    /** A table for people. */
    public synchronized String table() {
        StringBuilder table = new StringBuilder();
        for (Count each : Count.values()) {
            line(table, each, of(each));
        }
        table.append("faults:\n");
        for (Fault each : Fault.values()) {
            line(table, each, of(each));
        }
        return table.toString();
    }

    private static void line(StringBuilder table, Enum<?> name, long count) {
        String words = name.name().toLowerCase(Locale.ROOT).replace('_', ' ');
        table.append(String.format(Locale.ROOT, "  %-20s %,15d%n", words, count));
    }
}
