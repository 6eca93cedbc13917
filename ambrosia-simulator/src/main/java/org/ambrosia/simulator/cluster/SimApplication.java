package org.ambrosia.simulator.cluster;

import java.util.Arrays;
import java.util.List;
import org.ambrosia.runtime.api.AmbrosiaException;
import org.ambrosia.runtime.binding.Binding;
import org.ambrosia.runtime.binding.BindingPort;
import org.ambrosia.runtime.binding.CoordinatorSession;
import org.ambrosia.runtime.codegen.ImmortalBase;
import org.ambrosia.runtime.core.ApplicationEvent;
import org.ambrosia.runtime.core.Event;
import org.ambrosia.runtime.core.PresenceEvent;
import org.ambrosia.runtime.protocol.CallRun;
import org.ambrosia.runtime.protocol.Delivery;
import org.ambrosia.runtime.protocol.Encoder;
import org.ambrosia.runtime.protocol.OutputEncoder;
import org.ambrosia.runtime.serial.KryoCodec;
import org.ambrosia.simulator.check.Violation;
import org.ambrosia.simulator.workload.SelfChecking;
import org.ambrosia.simulator.workload.tokens.Token;

/**
 * The application of an instance: the production binding with an immortal. It is a part of its coordinator's process, or a process
 * of its own, which lives and dies apart from its coordinators.
 */
final class SimApplication implements Actor, BindingPort {
    private static final long RETAINED_BYTES = 1 << 20;
    private static final int CONNECT_MICROS = 2_000;
    private static final double RUN_ENDS = 0.3;
    private static final int STALL_MICROS = 1_000_000;

    private final Cluster cluster;
    private final Scheduler scheduler;
    private final Seat seat;
    private final Machine machine;
    private final SimProcess process;
    private final SimLane handlers;
    private final SimLane output;
    private final boolean older;
    private final ImmortalBase immortal;
    private final Binding binding;
    private final CoordinatorSession session;
    private SimConnection connection;
    private CallRun run;
    private boolean capturing;
    private byte[] captured;
    private boolean alive = true;

    /**
     * Makes an application.
     *
     * @param process the process that it is a part of; null if it is one of its own
     */
    SimApplication(Cluster cluster, Seat seat, SimProcess process) {
        this.cluster = cluster;
        this.scheduler = cluster.scheduler();
        this.seat = seat;
        this.machine = seat.machine();
        this.process = process;
        FaultPlan faults = cluster.faults();
        this.handlers = new SimLane(
                this,
                scheduler::nowNanos,
                () -> scheduler.some(
                        cluster.strikes(Fault.HANDLER_STALLED, faults.handlerStalls())
                                ? STALL_MICROS
                                : faults.handlerMicros()));
        this.output = new SimLane(this, scheduler::nowNanos, () -> scheduler.some(faults.outputMicros()));
        this.older = seat.runsOlder();
        this.immortal = older ? machine.olderImmortal() : machine.newImmortal();
        this.session = new CoordinatorSession(machine.name(), RETAINED_BYTES, this::toCoordinator, this::deliver);
        this.binding = new Binding(
                machine.name(),
                immortal,
                this,
                context -> new KryoCodec(immortal, List.of(Token.class), context),
                Cluster.LARGEST_MESSAGE);
    }

    String name() {
        return machine.name();
    }

    ImmortalBase immortal() {
        return immortal;
    }

    /** Whether it is of the older build. */
    boolean isOlder() {
        return older;
    }

    CoordinatorSession session() {
        return session;
    }

    boolean isAlive() {
        return process == null ? alive : process.isAlive();
    }

    /** Whether impulses may be sent. */
    boolean isPrimary() {
        return isAlive() && ((SelfChecking) immortal).isPrimary() && (process == null || !process.isPaused());
    }

    boolean isQuiet(boolean primary) {
        return isAlive()
                && isPrimary() == primary
                && handlers.isIdle()
                && output.isIdle()
                && (process != null || (connection != null && connection.isQuiet()));
    }

    /** The state as it is now, of which the coordinator is not told. */
    byte[] state() {
        capturing = true;
        binding.takeCheckpoint();
        capturing = false;
        return captured;
    }

    /** Does this as the process that the application is in. */
    void run(Runnable action) {
        if (process != null) {
            process.run(action);
        } else if (alive) {
            try {
                action.run();
            } catch (Death dies) {
                end();
            } catch (AmbrosiaException failed) {
                cluster.ended(this, failed);
                end();
            }
        }
    }

    @Override
    public void after(long nanos, Runnable action) {
        scheduler.after(nanos, () -> run(action));
    }

    /** An application that is a process of its own looks for its coordinator. */
    void connectLater() {
        after(scheduler.some(CONNECT_MICROS), () -> {
            SimProcess coordinator = seat.process();
            if (connection != null) {
                return;
            }
            if (coordinator == null || !coordinator.takesApplication()) {
                connectLater();
                return;
            }
            connection = new SimConnection(cluster, coordinator, this);
            byte[] hello = session.hello("").encode();
            connection.toCoordinator(hello, 0, hello.length);
        });
    }

    /** The connection is gone. */
    void disconnected() {
        connection = null;
        run(() -> {
            session.disconnected();
            connectLater();
        });
    }

    /** The coordinator does not want it as it is. */
    void refused() {
        cluster.count(Coverage.Count.APPLICATIONS_REFUSED);
        end();
    }

    /** The application's own process ends; its coordinator stays. */
    void end() {
        if (!alive) {
            return;
        }
        alive = false;
        SimConnection lost = connection;
        connection = null;
        if (lost != null) {
            lost.cut();
        }
        cluster.startApplicationLater(seat);
    }

    /** Cuts the connection, if there is one. Returns whether there was. */
    boolean cut() {
        if (connection == null) {
            return false;
        }
        connection.cut();
        return true;
    }

    /** Looks whether a state that it gave can be loaded. */
    void verify(byte[] state) {
        binding.verify(state);
    }

    /** Is given this by its coordinator. */
    void deliver(Delivery delivery) {
        handlers.add(() -> execute(delivery));
    }

    private void execute(Delivery delivery) {
        step("execute");
        if (delivery instanceof Delivery.Messages messages) {
            binding.execute(messages);
            sayRun();
            ReusedArray.isFree(messages.bytes());
            if (process != null) {
                process.post(new ApplicationEvent.Consumed(messages.length()));
            }
        } else if (delivery instanceof Delivery.TakeCheckpoint) {
            binding.takeCheckpoint();
        } else if (delivery instanceof Delivery.Restore restore) {
            binding.restore(restore.application());
            say(new PresenceEvent.Restored(), session::restored);
        } else if (delivery instanceof Delivery.BecomingPrimary) {
            binding.becomePrimary();
        } else if (delivery instanceof Delivery.FirstStart) {
            binding.firstStart();
        }
        cluster.count(Coverage.Count.DELIVERIES);
        String violation = ((SelfChecking) immortal).violation();
        Violation.unless(violation == null, name() + ": " + violation);
    }

    @Override
    public void sendInitialMessage() {
        byte[] message = OutputEncoder.initialMessage();
        say(new ApplicationEvent.Output(message, 0, message.length), () -> session.initialMessage(message));
    }

    @Override
    public void send(String destination, Encoder body) {
        if (run != null
                && (!run.destination().equals(destination) || isFull(body.length()) || scheduler.chance(RUN_ENDS))) {
            sayRun();
        }
        byte[] before = run == null ? new byte[0] : run.bytes();
        byte[] calls = Arrays.copyOf(before, before.length + body.length() + CallRun.CALL_OVERHEAD);
        int end = CallRun.encode(body.array(), 0, body.length(), calls, before.length);
        int count = run == null ? 1 : run.count() + 1;
        run = new CallRun(destination, count, Arrays.copyOf(calls, end), 0, end);
    }

    /** As in production, several calls together take no more than a block of an outbox does. */
    private boolean isFull(int bodyBytes) {
        return run.length() + bodyBytes + CallRun.CALL_OVERHEAD > Cluster.LIMITS.blockBytes();
    }

    /** Calls that follow each other are said together, as the production's lane has them. */
    private void sayRun() {
        CallRun calls = run;
        run = null;
        if (calls != null) {
            say(new ApplicationEvent.CallsMade(calls), () -> session.output(calls));
        }
    }

    @Override
    public void sendImpulse(String destination, Encoder body) {
        byte[] message = OutputEncoder.call(destination, body);
        step("impulse");
        if (process != null) {
            process.post(new ApplicationEvent.Output(message, 0, message.length));
        } else {
            session.impulse(message);
        }
    }

    @Override
    public void noteInterface(String instance, long schemaHash) {
        byte[] message = OutputEncoder.calledInterface(instance, schemaHash);
        if (process != null) {
            process.post(new ApplicationEvent.Output(message, 0, message.length));
        } else {
            session.impulse(message);
        }
    }

    @Override
    public void logSchema(String schema) {
        byte[] message = OutputEncoder.schema(schema);
        say(new ApplicationEvent.Output(message, 0, message.length), () -> session.impulse(message));
    }

    @Override
    public void clientAnswered(String caller) {
        say(new ApplicationEvent.ClientAnswered(caller), () -> session.clientAnswered(caller));
    }

    @Override
    public void checkpoint(byte[] application) {
        captured = application;
        if (process == null) {
            binding.verify(application);
        }
        if (!capturing) {
            say(new ApplicationEvent.Checkpoint(application), () -> session.checkpoint(application));
        }
    }

    @Override
    public void checkpointFailed(AmbrosiaException why) {
        say(new ApplicationEvent.CheckpointFailed(why), () -> session.checkpointFailed(why));
    }

    @Override
    public void caughtUp() {
        say(new ApplicationEvent.CaughtUp(), session::caughtUp);
    }

    /** Says something, which the coordinator hears a little later. */
    private void say(Event inOneProcess, Runnable apart) {
        sayRun();
        step("say");
        output.add(process != null ? () -> tell(inOneProcess) : apart);
    }

    /** As in production, arrays of calls are used again when the coordinator has seen them. */
    private void tell(Event event) {
        process.post(event);
        if (event instanceof ApplicationEvent.CallsMade made) {
            ReusedArray.isFree(made.calls().bytes());
        }
    }

    private void toCoordinator(byte[] bytes, int offset, int length) {
        if (connection != null) {
            connection.toCoordinator(bytes, offset, length);
        }
    }

    private void step(String what) {
        cluster.step(name(), what, 0);
    }
}
