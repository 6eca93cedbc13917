package org.ambrosia.engine.tck;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import org.ambrosia.runtime.api.ErrorTag;
import org.ambrosia.runtime.api.LogException;
import org.ambrosia.runtime.api.ReplicaRole;
import org.ambrosia.runtime.log.LogIdentity;
import org.ambrosia.runtime.log.LogInspection;
import org.ambrosia.runtime.log.LogSettings;
import org.ambrosia.runtime.log.SkippedCall;
import org.ambrosia.runtime.log.StoredCheckpoint;
import org.ambrosia.runtime.log.StoredRecord;

/** The state that the members of one log share. Its monitor guards it, and the members too. */
final class MemoryLogs implements LogInspection {
    final NavigableMap<Long, List<StoredRecord>> segments = new TreeMap<>();
    final NavigableMap<Long, StoredCheckpoint> checkpoints = new TreeMap<>();
    final NavigableMap<Long, byte[]> spilled = new TreeMap<>();
    final Map<Integer, MemoryLog> members = new TreeMap<>();
    final List<Runnable> readers = new CopyOnWriteArrayList<>();
    private final Map<Object, String> requests = new LinkedHashMap<>();
    private final List<SkippedCall> skipped = new ArrayList<>();
    private final String instance;
    private final long incarnation;
    long epoch;
    long term;
    long durableEnd;
    long bytes;
    long spills;
    MemoryLog primary;
    MemoryLog checkpointer;

    MemoryLogs(String instance, long incarnation) {
        this.instance = instance;
        this.incarnation = incarnation;
    }

    synchronized MemoryLog join(LogSettings settings) {
        int number = settings.replica();
        while (!settings.replicated() && members.containsKey(number)) {
            number++;
        }
        if (members.containsKey(number) || (!settings.replicated() && !settings.takesOver() && primary != null)) {
            throw inUse();
        }
        boolean free = settings.replicated() && checkpointer == null && !checkpoints.isEmpty();
        ReplicaRole role = epoch == 0 ? ReplicaRole.PRIMARY : free ? ReplicaRole.CHECKPOINTER : ReplicaRole.STANDBY;
        MemoryLog joined = new MemoryLog(this, settings, role);
        members.put(number, joined);
        if (role == ReplicaRole.PRIMARY) {
            joined.claim(term);
        }
        checkpointer = role == ReplicaRole.CHECKPOINTER ? joined : checkpointer;
        return joined;
    }

    synchronized void checkUnused() {
        if (!members.isEmpty()) {
            throw inUse();
        }
    }

    private LogException inUse() {
        return new LogException(
                ErrorTag.LOG_IN_USE,
                "The log is in use by another member (instance=" + instance + "). Stop that first.");
    }

    synchronized void skip(SkippedCall call) {
        checkUnused();
        skipped.add(call);
    }

    synchronized void request(Object asking, String who) {
        requests.put(asking, who);
        pass();
    }

    synchronized void withdraw(Object asking) {
        requests.remove(asking);
    }

    /** Passes requests on. The primary takes each request once, and never one of its own. */
    void pass() {
        if (primary != null && primary.wanted != null) {
            requests.remove(primary);
            List.copyOf(requests.values()).forEach(primary.wanted);
            requests.clear();
        }
    }

    /** Returns the number of the segment that comes next. */
    long next() {
        return segments.isEmpty() ? 0 : segments.lastKey() + 1;
    }

    @Override
    public synchronized LogIdentity identity() {
        return new LogIdentity(instance, incarnation, (int) incarnation & Integer.MAX_VALUE, epoch);
    }

    @Override
    public synchronized List<Segment> segments() {
        List<Segment> found = new ArrayList<>();
        segments.forEach((number, records) -> found.add(new Segment(
                number, records.stream().mapToLong(StoredRecord::length).sum(), number < segments.lastKey())));
        return found;
    }

    @Override
    public synchronized List<Long> checkpoints() {
        return List.copyOf(checkpoints.keySet());
    }

    @Override
    public synchronized List<SkippedCall> skippedCalls() {
        return List.copyOf(skipped);
    }

    @Override
    public synchronized Optional<StoredCheckpoint> checkpoint(long number) {
        return Optional.ofNullable(checkpoints.get(number));
    }

    @Override
    public synchronized void records(long segment, Consumer<StoredRecord> consumer) {
        segments.get(segment).forEach(consumer);
    }

    /** Finds nothing wrong, since memory is always whole. */
    @Override
    public List<String> verify(Consumer<String> progress) {
        return List.of();
    }
}
