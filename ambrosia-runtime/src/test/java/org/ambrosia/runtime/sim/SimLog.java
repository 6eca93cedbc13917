package org.ambrosia.runtime.sim;

import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import org.ambrosia.runtime.core.LoggedRecord;

/** What is on an instance's disk: it outlives the instance's processes. */
final class SimLog {
    /** A checkpoint with the sequence id of the first record behind it. */
    record Stored(byte[] coordinator, byte[] application) {}

    final TreeMap<Long, Stored> checkpoints = new TreeMap<>();
    final TreeMap<Long, List<LoggedRecord>> segments = new TreeMap<>();
    final long incarnation;
    long epoch;

    SimLog(long incarnation) {
        this.incarnation = incarnation;
    }

    void startSegment(long number) {
        segments.put(number, new ArrayList<>());
    }

    void append(LoggedRecord record) {
        segments.lastEntry().getValue().add(record);
    }

    void storeCheckpoint(long number, Stored checkpoint) {
        checkpoints.put(number, checkpoint);
        while (checkpoints.size() > 2) {
            checkpoints.pollFirstEntry();
        }
        segments.headMap(checkpoints.firstKey()).clear();
    }

    /** The records behind a checkpoint. */
    List<LoggedRecord> from(long checkpoint) {
        List<LoggedRecord> records = new ArrayList<>();
        segments.tailMap(checkpoint).values().forEach(records::addAll);
        return records;
    }

    long nextSegment() {
        return segments.isEmpty() ? 0 : segments.lastKey() + 1;
    }
}
