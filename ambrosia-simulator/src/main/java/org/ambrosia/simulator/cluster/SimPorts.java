package org.ambrosia.simulator.cluster;

import java.util.function.Consumer;
import org.ambrosia.runtime.api.AmbrosiaException;
import org.ambrosia.runtime.api.ErrorTag;
import org.ambrosia.runtime.core.Event;
import org.ambrosia.runtime.core.LogEvent;
import org.ambrosia.runtime.core.LoggedRecord;
import org.ambrosia.runtime.core.driver.ApplicationPort;
import org.ambrosia.runtime.core.driver.LinkPort;
import org.ambrosia.runtime.core.driver.RegistryPort;
import org.ambrosia.runtime.core.driver.ReplicaDriver;
import org.ambrosia.runtime.protocol.Delivery;
import org.ambrosia.runtime.protocol.FrameFormat;
import org.ambrosia.runtime.protocol.PeerFrame;
import org.ambrosia.runtime.protocol.RecordFormat;
import org.ambrosia.simulator.check.Violation;

/** What is around the driver of a process's replica, but for its log: the network, the application, and who watches. */
final class SimPorts implements LinkPort, ApplicationPort, RegistryPort, ReplicaDriver.Listener {
    private static final long SOON_NANOS = 1_000;

    private final SimProcess process;
    private final Cluster cluster;
    private final Machine machine;

    SimPorts(SimProcess process, Cluster cluster, Machine machine) {
        this.process = process;
        this.cluster = cluster;
        this.machine = machine;
    }

    @Override
    public void accept() {
        step("serve", 0);
        process.serves();
    }

    @Override
    public void publish() {
        cluster.published(process);
    }

    @Override
    public void keepPublished() {}

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
    public boolean isLocal() {
        return process.application() != null;
    }

    @Override
    public byte[] arrayFor(int bytes) {
        return new byte[bytes];
    }

    @Override
    public void verify(byte[] state) {
        if (isLocal()) {
            process.application().verify(state);
        }
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
    public void refuse(AmbrosiaException reason) {
        step("refuse", 0);
        Violation.unless(
                machine.hasRotted() || machine.hasMoved() || reason.tag() == ErrorTag.FENCED,
                process.label() + " refuses an application without need: " + reason.getMessage());
        process.refuseBinding();
    }

    @Override
    public void cut() {
        process.cutBinding();
    }

    /** What an application says comes as an event of its own. */
    @Override
    public boolean take(Consumer<Event> consumer) {
        return false;
    }

    @Override
    public void flush() {}

    @Override
    public void before(Event event) {
        if (event instanceof LogEvent.Replayed) {
            cluster.count(Coverage.Count.RECORDS_REPLAYED);
        } else if (event instanceof LogEvent.Fed) {
            cluster.count(Coverage.Count.RECORDS_FED);
        } else {
            cluster.trace(process, event.getClass().getSimpleName(), 0);
        }
    }

    @Override
    public void after(Event event) {}

    @Override
    public void serves() {}

    @Override
    public void level() {}

    @Override
    public void takesCheckpoints() {
        cluster.count(Coverage.Count.CHECKPOINTERS_REPLACED);
    }

    @Override
    public void ticked(boolean looks) {}

    @Override
    public void turnEnds() {
        cluster.holds(process);
    }

    @Override
    public void warn(ErrorTag tag, String message) {
        cluster.warned(process, tag, message);
    }

    private void step(String what, long detail) {
        cluster.step(process.label(), what, detail);
    }
}
