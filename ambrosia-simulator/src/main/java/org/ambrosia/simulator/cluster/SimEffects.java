package org.ambrosia.simulator.cluster;

import java.util.List;
import java.util.Optional;
import org.ambrosia.runtime.api.AmbrosiaException;
import org.ambrosia.runtime.api.ErrorTag;
import org.ambrosia.runtime.core.Effects;
import org.ambrosia.runtime.core.Event;
import org.ambrosia.runtime.core.LoggedRecord;
import org.ambrosia.runtime.core.Replica;
import org.ambrosia.runtime.log.Log;
import org.ambrosia.runtime.log.StoredCheckpoint;
import org.ambrosia.runtime.protocol.Delivery;
import org.ambrosia.runtime.protocol.FrameFormat;
import org.ambrosia.runtime.protocol.PeerFrame;
import org.ambrosia.runtime.protocol.RecordFormat;
import org.ambrosia.simulator.check.Violation;

/** What a process's replica wants done, as {@code ReplicaEffects} does it, with lanes of virtual time instead of threads. */
final class SimEffects implements Effects {
    private static final long SOON_NANOS = 1_000;
    /** How a file is called that is being written. */
    private static final String UNFINISHED = ".unfinished";

    private final SimProcess process;
    private final Cluster cluster;
    private final Machine machine;
    private final Log log;

    SimEffects(SimProcess process, Cluster cluster, Machine machine, Log log) {
        this.process = process;
        this.cluster = cluster;
        this.machine = machine;
        this.log = log;
    }

    @Override
    public void restore(int number) {
        step("restore", number);
        process.reading().stopReplaying();
        process.checkpoints().add(() -> {
            Optional<StoredCheckpoint> newest = log.newestCheckpoint();
            if (newest.isEmpty()) {
                Violation.unless(
                        !process.isAlive() || machine.history().records().isEmpty(),
                        process.label() + " starts for the first time, but has a log");
                process.on(new Event.NothingStored(number));
                return;
            }
            StoredCheckpoint stored = newest.get();
            process.reading().replay(number, stored);
            process.on(new Event.Restored(number, stored.number(), stored.coordinator(), stored.application()));
        });
    }

    @Override
    public void claim() {
        step("claim", 0);
        boolean claimed = log.claim();
        if (claimed) {
            machine.epochs().add(log.identity().epoch());
        }
        process.after(
                SOON_NANOS,
                () -> process.on(claimed ? new Event.Elected(log.identity().epoch()) : new Event.NotElected()));
    }

    @Override
    public void cutBinding() {
        process.cutBinding();
    }

    @Override
    public void append(LoggedRecord record) {
        step("append", record.sequence());
        process.writer().add(() -> {
            machine.history().appending(record);
            int stored = log.append(record.bytes(), record.length());
            machine.history().durable(record);
            process.on(new Event.Appended(record.sequence(), stored));
        });
    }

    @Override
    public void startSegment(long number, long firstSequence) {
        step("segment", number);
        process.writer().add(() -> log.startSegment(number, firstSequence));
    }

    @Override
    public void storeCheckpoint(long number, byte[] coordinator, byte[] application) {
        step("checkpoint", number);
        machine.checkpoints().put(Replica.nextSequence(coordinator), application);
        process.writer()
                .add(() -> process.checkpoints().add(() -> {
                    int unfinished = machine.disk().files(UNFINISHED).size();
                    try {
                        log.storeCheckpoint(number, coordinator, application);
                    } catch (AmbrosiaException failed) {
                        if (machine.disk().isPowerless()) {
                            throw new Death();
                        }
                        checkRoomGivenBack(number, unfinished);
                        process.on(new Event.CheckpointFailed(number, failed));
                        return;
                    }
                    cluster.count(Coverage.Count.CHECKPOINTS_STORED);
                    process.on(new Event.CheckpointStored(number));
                }));
    }

    @Override
    public void deliver(Delivery delivery) {
        step("deliver", 0);
        if (delivery instanceof Delivery.Messages messages) {
            machine.history()
                    .delivered(new LoggedRecord(
                            messages.sequence(), messages.bytes(), RecordFormat.size(messages.bytes(), 0)));
        }
        process.toApplication(delivery);
    }

    @Override
    public void feed(int session) {
        step("feed", session);
        process.checkpoints().add(() -> {
            StoredCheckpoint stored = log.newestCheckpoint().orElseThrow();
            process.reading().feed(session, stored);
            process.on(new Event.FedFrom(session, stored.coordinator(), stored.application()));
        });
    }

    @Override
    public void refuseBinding(AmbrosiaException reason) {
        step("refuse", 0);
        Violation.unless(
                machine.hasRotted() || machine.hasMoved() || reason.tag() == ErrorTag.Fenced,
                process.label() + " refuses an application without need: " + reason.getMessage());
        process.refuseBinding();
    }

    @Override
    public void serve() {
        step("serve", 0);
        log.checkReign();
        process.serves();
        cluster.published(process);
    }

    @Override
    public void dial(String peer) {
        step("dial", 0);
        process.after(
                cluster.scheduler().some(cluster.faults().networkMicros()),
                () -> cluster.network().dial(process, peer));
    }

    @Override
    public void send(int link, PeerFrame frame) {
        step("send", link);
        cluster.sent(process, link, frame);
        cluster.network().send(link, process, FrameFormat.encode(frame));
    }

    @Override
    public void close(int link) {
        step("close", link);
        cluster.network().close(link, process);
    }

    @Override
    public void readLinks(boolean wanted) {
        process.reads(wanted);
        if (wanted) {
            process.after(SOON_NANOS, () -> cluster.network().readMore(process));
        }
    }

    @Override
    public void warn(ErrorTag tag, String message) {
        cluster.warned(process, tag, message);
    }

    @Override
    public void fail(AmbrosiaException reason) {
        throw reason;
    }

    /** Of a checkpoint that could not be stored nothing is left, unless the disk refused to delete it too. */
    private void checkRoomGivenBack(long number, int before) {
        List<String> unfinished = machine.disk().files(UNFINISHED);
        Violation.unless(
                unfinished.size() <= before || cluster.faults().writeFails() > 0,
                process.label() + ": checkpoint " + number + " failed, and takes room still: " + unfinished);
    }

    private void step(String what, long detail) {
        cluster.step(process.label(), what, detail);
    }
}
