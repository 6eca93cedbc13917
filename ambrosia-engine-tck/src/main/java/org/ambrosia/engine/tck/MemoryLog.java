package org.ambrosia.engine.tck;

import java.io.ByteArrayOutputStream;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.ambrosia.runtime.api.ErrorTag;
import org.ambrosia.runtime.api.LogException;
import org.ambrosia.runtime.api.ReplicaRole;
import org.ambrosia.runtime.log.Checkpoints;
import org.ambrosia.runtime.log.Leadership;
import org.ambrosia.runtime.log.Log;
import org.ambrosia.runtime.log.LogIdentity;
import org.ambrosia.runtime.log.LogReader;
import org.ambrosia.runtime.log.LogSettings;
import org.ambrosia.runtime.log.Membership;
import org.ambrosia.runtime.log.Records;
import org.ambrosia.runtime.log.SkippedCall;
import org.ambrosia.runtime.log.SpillPlace;
import org.ambrosia.runtime.log.SpillStore;
import org.ambrosia.runtime.log.StoredCheckpoint;
import org.ambrosia.runtime.log.StoredRecord;

/** A log in memory, as one of its members sees it. */
final class MemoryLog implements Log, Leadership, Membership, Records, Checkpoints {
    private final MemoryLogs all;
    private final LogSettings settings;
    private final ReplicaRole role;
    private ReplicaRole published = ReplicaRole.CHECKPOINTER;
    private long executed = -1;
    private long beats;
    private long epoch;
    private boolean begun;
    Consumer<String> wanted;

    private long seenBeats = -1;
    private long seenNanos;
    private OptionalLong freeSinceNanos = OptionalLong.empty();

    MemoryLog(MemoryLogs all, LogSettings settings, ReplicaRole role) {
        this.all = all;
        this.settings = settings;
        this.role = role;
    }

    @Override
    public LogIdentity identity() {
        LogIdentity its = all.identity();
        synchronized (all) {
            return new LogIdentity(
                    its.instance(), its.incarnation(), its.committerId(), epoch == 0 ? its.epoch() : epoch);
        }
    }

    @Override
    public Leadership leadership() {
        return this;
    }

    @Override
    public Membership membership() {
        return this;
    }

    @Override
    public Records records() {
        return this;
    }

    @Override
    public Checkpoints checkpoints() {
        return this;
    }

    @Override
    public SpillStore spill() {
        return new Spill();
    }

    @Override
    public Collection<SkippedCall> skippedCalls() {
        return all.skippedCalls();
    }

    @Override
    public ReplicaRole role() {
        return role;
    }

    @Override
    public boolean isPrimary() {
        synchronized (all) {
            return epoch > 0;
        }
    }

    @Override
    public OptionalLong vacantTerm(long nowNanos) {
        synchronized (all) {
            if (all.primary != null && all.primary.beats != seenBeats) {
                seenBeats = all.primary.beats;
                seenNanos = nowNanos;
            }
            boolean alive = all.primary != null
                    && nowNanos - seenNanos <= settings.lease().toNanos();
            return alive ? OptionalLong.empty() : OptionalLong.of(all.term);
        }
    }

    @Override
    public void awaitChange(long nanos) {
        synchronized (all) {
            try {
                all.wait(nanos / 1_000_000, (int) (nanos % 1_000_000));
            } catch (InterruptedException ended) {
                Thread.currentThread().interrupt();
            }
        }
    }

    @Override
    public boolean claim(long vacantTerm) {
        synchronized (all) {
            if (all.term != vacantTerm) {
                return false;
            }
            all.term++;
            all.epoch = Math.max(all.epoch + 1, System.currentTimeMillis());
            all.primary = this;
            epoch = all.epoch;
            return true;
        }
    }

    @Override
    public void check() {
        synchronized (all) {
            if (epoch > 0 && epoch != all.epoch) {
                throw new LogException(
                        ErrorTag.FENCED,
                        "Another member has claimed the log in epoch " + all.epoch + " after " + epoch);
            }
        }
    }

    @Override
    public void renew() {
        synchronized (all) {
            beats++;
        }
    }

    @Override
    public void onHandoverRequest(Consumer<String> listener) {
        synchronized (all) {
            wanted = listener;
            all.pass();
        }
    }

    @Override
    public void requestHandover() {
        all.request(this, "replica " + settings.replica());
    }

    @Override
    public void release() {
        synchronized (all) {
            all.primary = all.primary == this ? null : all.primary;
            all.notifyAll();
        }
    }

    @Override
    public void publish(ReplicaRole present, long position) {
        synchronized (all) {
            published = present;
            executed = position;
        }
    }

    @Override
    public long furthestStandby() {
        synchronized (all) {
            return otherStandbys().mapToLong(each -> each.executed).max().orElse(-1);
        }
    }

    private Stream<MemoryLog> otherStandbys() {
        return all.members.values().stream().filter(each -> each != this && each.published == ReplicaRole.STANDBY);
    }

    @Override
    public boolean takeCheckpointing(long nowNanos) {
        synchronized (all) {
            if (all.checkpointer != null
                    || epoch > 0
                    || settings.checkpointerTimeout().isEmpty()) {
                freeSinceNanos = OptionalLong.empty();
                return false;
            }
            freeSinceNanos = freeSinceNanos.isPresent() ? freeSinceNanos : OptionalLong.of(nowNanos);
            long freeNanos = nowNanos - freeSinceNanos.getAsLong();
            if (freeNanos < settings.checkpointerTimeout().get().toNanos()
                    || otherStandbys().findAny().isEmpty()) {
                return false;
            }
            all.checkpointer = this;
            return true;
        }
    }

    @Override
    public int maxInFlight() {
        return 1;
    }

    @Override
    public int maxRecordBytes() {
        return Integer.MAX_VALUE - 8;
    }

    @Override
    public void begin(long segment, long firstSequence) {
        synchronized (all) {
            check();
            if (segment != all.next()) {
                throw new LogException(ErrorTag.LOG_CORRUPT, "Segment " + all.next() + " comes next, not " + segment);
            }
            all.segments.put(segment, new ArrayList<>());
            begun = true;
        }
    }

    @Override
    public void append(long sequence, byte[] bytes, int length, Listener listener) {
        try {
            append(sequence, Arrays.copyOf(bytes, length));
        } catch (LogException fenced) {
            listener.failed(sequence, fenced);
            return;
        }
        all.readers.forEach(Runnable::run);
        listener.appended(sequence, length);
    }

    private void append(long sequence, byte[] bytes) {
        synchronized (all) {
            check();
            long segment = all.segments.lastKey();
            all.segments.get(segment).add(new StoredRecord(sequence, bytes, bytes.length, bytes.length, segment));
            all.durableEnd = sequence + 1;
            all.bytes += bytes.length;
        }
    }

    @Override
    public long durableEnd() {
        synchronized (all) {
            return all.durableEnd;
        }
    }

    @Override
    public LogReader read(long fromSegment, Runnable more) {
        all.readers.add(more);
        return new Reader(fromSegment, more);
    }

    private final class Reader implements LogReader {
        private final Runnable more;
        private long segment;
        private int index;
        private long readBytes;

        Reader(long segment, Runnable more) {
            this.segment = segment;
            this.more = more;
        }

        @Override
        public StoredRecord next() {
            synchronized (all) {
                if (!all.segments.isEmpty() && segment < all.segments.firstKey()) {
                    throw new LogException(ErrorTag.LOG_BEHIND, "Segment " + segment + " is deleted");
                }
                while (isAtEndOfSegment() && all.segments.containsKey(segment + 1)) {
                    segment++;
                    index = 0;
                }
                if (isAtEndOfSegment()) {
                    return null;
                }
                StoredRecord read = all.segments.get(segment).get(index++);
                readBytes += read.length();
                byte[] copy = read.bytes().clone();
                return new StoredRecord(read.sequence(), copy, copy.length, copy.length, segment);
            }
        }

        private boolean isAtEndOfSegment() {
            return index >= all.segments.getOrDefault(segment, List.of()).size();
        }

        @Override
        public long bytesBehind() {
            synchronized (all) {
                return all.bytes - readBytes;
            }
        }

        @Override
        public boolean atEnd() {
            synchronized (all) {
                return epoch > 0 && !begun && isAtEndOfSegment() && segment + 1 >= all.next();
            }
        }

        @Override
        public long nextSegment() {
            synchronized (all) {
                return all.next();
            }
        }

        @Override
        public void close() {
            all.readers.remove(more);
        }
    }

    @Override
    public Optional<StoredCheckpoint> newest() {
        synchronized (all) {
            return Optional.ofNullable(all.checkpoints.lastEntry()).map(Map.Entry::getValue);
        }
    }

    @Override
    public Draft begin(long segment) {
        return new MemoryDraft(segment, new ByteArrayOutputStream(), new ByteArrayOutputStream());
    }

    private void publish(StoredCheckpoint checkpoint) {
        synchronized (all) {
            check();
            all.checkpoints.put(checkpoint.segment(), checkpoint);
        }
    }

    private final class MemoryDraft implements Draft {
        private final long segment;
        private final ByteArrayOutputStream coordinator;
        private final ByteArrayOutputStream application;

        MemoryDraft(long segment, ByteArrayOutputStream coordinator, ByteArrayOutputStream application) {
            this.segment = segment;
            this.coordinator = coordinator;
            this.application = application;
        }

        @Override
        public OutputStream coordinator() {
            return coordinator;
        }

        @Override
        public OutputStream application() {
            return application;
        }

        @Override
        public void publish() {
            MemoryLog.this.publish(StoredCheckpoint.of(segment, coordinator.toByteArray(), application.toByteArray()));
        }

        @Override
        public void close() {
            // No member has seen it.
        }
    }

    @Override
    public void retain() {
        synchronized (all) {
            boolean replaced = epoch > 0 && epoch != all.epoch;
            if (!replaced && all.checkpoints.size() > settings.checkpointsKept()) {
                List<Long> numbers = all.checkpoints();
                long oldest = numbers.get(numbers.size() - settings.checkpointsKept());
                all.checkpoints.headMap(oldest).clear();
                all.segments.headMap(oldest).clear();
            }
        }
    }

    private final class Spill implements SpillStore {
        @Override
        public boolean isShared() {
            return true;
        }

        @Override
        public SpillPlace write(String destination, byte[] bytes, int length) {
            synchronized (all) {
                long file = all.spills++;
                all.spilled.put(file, Arrays.copyOf(bytes, length));
                return new SpillPlace(file, 0, length, 0);
            }
        }

        @Override
        public byte[] read(SpillPlace place) {
            synchronized (all) {
                return Optional.ofNullable(all.spilled.get(place.file()))
                        .orElseThrow(() -> new LogException(ErrorTag.LOG_CORRUPT, "Spilled calls are gone: " + place));
            }
        }

        @Override
        public void free(SpillPlace place) {
            synchronized (all) {
                all.spilled.remove(place.file());
            }
        }

        @Override
        public Collection<SpillPlace> retain(Collection<SpillPlace> places) {
            synchronized (all) {
                all.spilled
                        .keySet()
                        .retainAll(places.stream().map(SpillPlace::file).toList());
                return places.stream()
                        .filter(each -> !all.spilled.containsKey(each.file()))
                        .toList();
            }
        }
    }

    @Override
    public void close() {
        release();
        all.withdraw(this);
        synchronized (all) {
            all.members.values().remove(this);
            all.checkpointer = all.checkpointer == this ? null : all.checkpointer;
        }
    }
}
