package org.ambrosia.simulator.cluster;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import org.ambrosia.runtime.api.AmbrosiaException;
import org.ambrosia.runtime.api.ErrorTag;
import org.ambrosia.runtime.core.ApplicationEvent;
import org.ambrosia.runtime.core.CoordinatorCore;
import org.ambrosia.runtime.core.CoordinatorEvent;
import org.ambrosia.runtime.core.CoreSettings;
import org.ambrosia.runtime.core.CoreStatus;
import org.ambrosia.runtime.core.Effects;
import org.ambrosia.runtime.core.LinkEffects;
import org.ambrosia.runtime.core.LogEvent;
import org.ambrosia.runtime.core.LoggedRecord;
import org.ambrosia.runtime.core.RestoreEvent;
import org.ambrosia.runtime.core.Spill;
import org.ambrosia.runtime.core.TimeEvent;
import org.ambrosia.runtime.protocol.Attachment;
import org.ambrosia.runtime.protocol.Delivery;
import org.ambrosia.runtime.protocol.Encoder;
import org.ambrosia.runtime.protocol.FrameFormat;
import org.ambrosia.runtime.protocol.MessageType;
import org.ambrosia.runtime.protocol.PeerFrame;
import org.ambrosia.runtime.protocol.RecordFormat;

/** A coordinator alone, around which everything succeeds at once, for talking to it by hand. */
public final class LoneCore implements Effects, LinkEffects, Spill {
    /** Its instance's name. */
    public static final String NAME = "server";

    private static final int LENGTH_BYTES = 4;
    private static final CoreSettings.Limits LIMITS = new CoreSettings.Limits(4_096, 8_192, 8_192, 4_096, 1_024);

    private final CoordinatorCore core;
    private final ArrayDeque<CoordinatorEvent> due = new ArrayDeque<>();
    private final Map<Long, byte[]> spilled = new HashMap<>();
    private final List<PeerFrame> sent = new ArrayList<>();
    private final List<String> warnings = new ArrayList<>();
    private final List<LoggedRecord> delivered = new ArrayList<>();
    private final List<Delivery> deliveries = new ArrayList<>();
    private final List<LoggedRecord> log = new ArrayList<>();
    private byte[] checkpoint;
    private int fedSession;
    private final ArrayDeque<CoordinatorEvent> heldRecords = new ArrayDeque<>();
    private boolean holdsRecords;
    private boolean holdsCheckpoints;
    private long heldCheckpoint;
    private long lastFile;
    private long now;

    /** A coordinator that has been told nothing yet. */
    public LoneCore() {
        this(peer -> true);
    }

    private LoneCore(Predicate<String> peers) {
        CoreSettings settings =
                new CoreSettings(NAME, 5, 7, 1 << 16, 1 << 20, false, 1L << 40, 1L << 40, LIMITS, peers, 2);
        this.core = new CoordinatorCore(settings, this, this, this);
    }

    /** A coordinator that serves. */
    public static LoneCore serving() {
        LoneCore fuzzed = notCaughtUp();
        fuzzed.tell(new ApplicationEvent.CaughtUp());
        return fuzzed;
    }

    /** A coordinator that serves, and talks to these peers only. */
    public static LoneCore servingOnly(Collection<String> peers) {
        LoneCore core = started(new LoneCore(peers::contains));
        core.tell(new ApplicationEvent.CaughtUp());
        return core;
    }

    /** A coordinator that serves, whose application has not executed everything that was logged before. */
    public static LoneCore notCaughtUp() {
        return started(new LoneCore());
    }

    private static LoneCore started(LoneCore fuzzed) {
        byte[] initial = new Encoder(2).zz32(1).u8(MessageType.INITIAL_MESSAGE).toByteArray();
        fuzzed.elected(3);
        fuzzed.core.startFirst(++fuzzed.now, 0);
        fuzzed.drain();
        fuzzed.tell(new ApplicationEvent.Output(initial, 0, initial.length));
        fuzzed.tell(new ApplicationEvent.Checkpoint(new byte[0]));
        return fuzzed;
    }

    /** Tells it what happened, and what comes of it. */
    public void tell(CoordinatorEvent event) {
        due.add(event);
        drain();
    }

    private void drain() {
        while (!due.isEmpty()) {
            core.on(due.poll(), ++now, 0);
        }
    }

    /** It is the primary's, in this epoch. */
    public void elected(long epoch) {
        core.elected(epoch);
    }

    /** It goes on from this checkpoint. */
    public void restored(byte[] coordinator) {
        core.restored(new RestoreEvent.Restored(1, 0, coordinator, new byte[0]), ++now, 0);
        drain();
    }

    /** An application has come. */
    public void attach(Attachment attachment) {
        core.attach(attachment, ++now, 0);
        drain();
    }

    /** The application has gone. */
    public void detach() {
        core.detach(++now, 0);
        drain();
    }

    /** Time passes, in which nothing happens. */
    public void pass(long nanos) {
        now += nanos;
        tell(new TimeEvent.Tick());
    }

    /** What it says of itself. */
    public CoreStatus status() {
        return core.status();
    }

    /** Whether it has not ended. */
    public boolean isServing() {
        return core.isServing();
    }

    /** What it holds at the moment. */
    public CoordinatorCore.Held held() {
        return core.held();
    }

    /** The frames that it sent, on whichever link. */
    public List<PeerFrame> sent() {
        return sent;
    }

    /** What it warned of. */
    public List<String> warnings() {
        return warnings;
    }

    /** The records that it gave to the application. */
    public List<LoggedRecord> delivered() {
        return delivered;
    }

    /** Everything that it gave to the application. */
    public List<Delivery> deliveries() {
        return deliveries;
    }

    /** The coordinator's part of the checkpoint that it has stored. */
    public byte[] checkpoint() {
        return checkpoint;
    }

    /** Everything that it has logged. */
    public List<LoggedRecord> log() {
        return log;
    }

    /** From now on a checkpoint is stored when {@link #storeHeld} is called. */
    public void holdCheckpoints() {
        holdsCheckpoints = true;
    }

    /** The last checkpoint is stored now. */
    public void storeHeld() {
        tell(new LogEvent.CheckpointStored(heldCheckpoint));
    }

    /** From now on a record is durable when {@link #storeHeldRecord} is called. */
    public void holdRecords() {
        holdsRecords = true;
    }

    /** How many records are being appended. */
    public int heldRecords() {
        return heldRecords.size();
    }

    /** The oldest record that is being appended is durable now. */
    public void storeHeldRecord() {
        tell(heldRecords.remove());
    }

    /** The application that came last is given its newest checkpoint. */
    public void feedCheckpoint() {
        tell(new LogEvent.FedFrom(fedSession, checkpoint, new byte[0]));
    }

    /** And then everything that was logged. */
    public void feedLog() {
        List.copyOf(log).forEach(each -> tell(new LogEvent.Fed(fedSession, each)));
    }

    @Override
    public void restore(int reading) {}

    @Override
    public void claim(long vacantTerm) {}

    @Override
    public void cutBinding() {}

    @Override
    public void append(LoggedRecord record) {
        log.add(new LoggedRecord(record.sequence(), Arrays.copyOf(record.bytes(), record.length()), record.length()));
        (holdsRecords ? heldRecords : due).add(new LogEvent.Appended(record.sequence(), record.length()));
    }

    @Override
    public void startSegment(long number, long firstSequence) {}

    @Override
    public void storeCheckpoint(long number, byte[] coordinator, byte[] application) {
        checkpoint = coordinator;
        heldCheckpoint = number;
        if (!holdsCheckpoints) {
            due.add(new LogEvent.CheckpointStored(number));
        }
    }

    @Override
    public void deliver(Delivery delivery) {
        deliveries.add(delivery);
        if (delivery instanceof Delivery.Messages messages) {
            byte[] bytes = messages.bytes();
            delivered.add(new LoggedRecord(messages.sequence(), bytes, RecordFormat.size(bytes, 0)));
            due.add(new ApplicationEvent.Consumed(messages.length()));
        }
    }

    @Override
    public void feed(int session) {
        fedSession = session;
    }

    @Override
    public void refuseBinding(AmbrosiaException reason) {
        throw reason;
    }

    @Override
    public void serve() {}

    @Override
    public void dial(String peer) {}

    @Override
    public void send(int link, PeerFrame frame) {
        byte[] bytes = FrameFormat.encode(frame);
        sent.add(FrameFormat.decode(bytes, LENGTH_BYTES, bytes.length - LENGTH_BYTES));
    }

    @Override
    public void close(int link) {}

    @Override
    public void readLinks(boolean wanted) {}

    @Override
    public void warn(ErrorTag tag, String message) {
        warnings.add("[" + tag + "] " + message);
    }

    @Override
    public void fail(AmbrosiaException reason) {
        throw reason;
    }

    @Override
    public boolean isShared() {
        return true;
    }

    @Override
    public Place write(String destination, byte[] bytes, int length) {
        long file = ++lastFile;
        spilled.put(file, Arrays.copyOf(bytes, length));
        return new Place(file, 0, length, 0);
    }

    @Override
    public byte[] read(Place place) {
        byte[] found = spilled.get(place.file());
        if (found == null) {
            throw new AmbrosiaException(ErrorTag.LOG_CORRUPT, "There is no such file.");
        }
        return found;
    }

    @Override
    public void free(Place place) {
        spilled.remove(place.file());
    }

    @Override
    public Collection<Place> retain(Collection<Place> places) {
        return List.of();
    }
}
