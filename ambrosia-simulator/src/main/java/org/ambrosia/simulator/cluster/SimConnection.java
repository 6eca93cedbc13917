package org.ambrosia.simulator.cluster;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Map;
import java.util.function.Consumer;
import org.ambrosia.runtime.api.AmbrosiaException;
import org.ambrosia.runtime.core.ApplicationEvent;
import org.ambrosia.runtime.protocol.Attachment;
import org.ambrosia.runtime.protocol.BindingHello;
import org.ambrosia.runtime.protocol.CoordinatorRecord;
import org.ambrosia.runtime.protocol.Delivery;
import org.ambrosia.runtime.protocol.OutputDecoder;
import org.ambrosia.runtime.protocol.RecordDecoder;
import org.ambrosia.runtime.protocol.RecordEncoder;
import org.ambrosia.simulator.check.Violation;

/** The two sockets between a coordinator and its application: bytes arrive in order, in pieces of any size, until it is cut. */
final class SimConnection implements OutputDecoder.Sink {
    private static final long NONCE = 42;

    private final Cluster cluster;
    private final Scheduler scheduler;
    private final SimProcess coordinator;
    private final SimApplication application;
    private final RecordEncoder encoder;
    private final RecordDecoder records;
    private final OutputDecoder output;
    private long lastToApplication;
    private long lastToCoordinator;
    private Attachment attachment;
    private int underWay;
    private boolean open = true;

    SimConnection(Cluster cluster, SimProcess coordinator, SimApplication application) {
        this.cluster = cluster;
        this.scheduler = cluster.scheduler();
        this.coordinator = coordinator;
        this.application = application;
        this.encoder = new RecordEncoder(coordinator.committerId());
        this.records = new RecordDecoder(
                Cluster.LIMITS.largestRecordBytes(Cluster.LARGEST_MESSAGE),
                byte[]::new,
                record -> application.session().received(record));
        this.output = new OutputDecoder(Cluster.LARGEST_MESSAGE, byte[]::new, this);
        coordinator.connection(this);
        cluster.count(Coverage.Count.CONNECTIONS);
    }

    boolean isQuiet() {
        return underWay == 0;
    }

    /** The coordinator sends this. */
    void toApplication(CoordinatorRecord record) {
        if (record instanceof Delivery.Messages messages) {
            byte[] body =
                    Arrays.copyOfRange(messages.bytes(), messages.offset(), messages.offset() + messages.length());
            carry(encoder.header(messages, true), true, null);
            ReusedArray.isFree(messages.bytes());
            carry(body, true, () -> coordinator.post(new ApplicationEvent.Consumed(body.length)));
        } else if (record instanceof Delivery.Restore restore) {
            carry(encoder.restoring(restore), true, null);
            carry(encoder.encode(record), true, null);
            carry(restore.application(), true, null);
        } else {
            carry(encoder.encode(record), true, null);
        }
    }

    /** The application sends this. */
    void toCoordinator(byte[] bytes, int offset, int length) {
        carry(Arrays.copyOfRange(bytes, offset, offset + length), false, null);
    }

    /** Both sides hear that it is gone; what is under way is lost. */
    void cut() {
        if (!open) {
            return;
        }
        open = false;
        coordinator.disconnected(this);
        if (application.isAlive()) {
            application.disconnected();
        }
    }

    private void carry(byte[] bytes, boolean toApplication, Runnable behind) {
        int cutAt =
                bytes.length > 1 && scheduler.chance(0.2) ? scheduler.random().nextInt(bytes.length) : 0;
        if (cutAt > 0) {
            arrive(bytes, 0, cutAt, toApplication, null);
        }
        arrive(bytes, cutAt, bytes.length - cutAt, toApplication, behind);
    }

    private void arrive(byte[] bytes, int offset, int length, boolean toApplication, Runnable behind) {
        long before = toApplication ? lastToApplication : lastToCoordinator;
        long at = Math.max(before, scheduler.nowNanos())
                + scheduler.some(cluster.faults().outputMicros());
        if (toApplication) {
            lastToApplication = at;
        } else {
            lastToCoordinator = at;
        }
        underWay++;
        scheduler.after(at - scheduler.nowNanos(), () -> {
            underWay--;
            ByteBuffer chunk = ByteBuffer.wrap(bytes, offset, length);
            if (toApplication) {
                whileOpen(application::run, () -> records.read(chunk));
            } else {
                whileOpen(coordinator::run, () -> output.read(chunk));
            }
            if (behind != null) {
                whileOpen(coordinator::run, behind);
            }
        });
    }

    private void whileOpen(Consumer<Runnable> actor, Runnable action) {
        actor.accept(() -> {
            if (open) {
                action.run();
            }
        });
    }

    @Override
    public void messages(byte[] bytes, int offset, int length) {
        coordinator.post(new ApplicationEvent.Output(bytes, offset, length));
    }

    @Override
    public void checkpoint(byte[] state) {
        coordinator.post(new ApplicationEvent.Checkpoint(state));
    }

    @Override
    public void hello(BindingHello hello) {
        attachment = hello.attachment();
        toApplication(new CoordinatorRecord.Welcome(coordinator.incarnation(), Cluster.LARGEST_MESSAGE, NONCE));
    }

    @Override
    public void made(Map<String, Long> calls) {
        attachment = ((Attachment.Resuming) attachment).withMade(calls);
    }

    @Override
    public void echo(long nonce) {
        Violation.unless(nonce == NONCE, coordinator.name() + " is sent back another nonce: " + nonce);
        coordinator.attached(this, attachment);
    }

    @Override
    public void caughtUp() {
        coordinator.post(new ApplicationEvent.CaughtUp());
    }

    @Override
    public void checkpointFailed(AmbrosiaException why) {
        coordinator.post(new ApplicationEvent.CheckpointFailed(why));
    }

    /** The coordinator refuses the application. */
    void refuse() {
        SimApplication refused = application;
        cut();
        refused.refused();
    }
}
