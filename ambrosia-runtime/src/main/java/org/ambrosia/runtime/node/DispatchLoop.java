package org.ambrosia.runtime.node;

import java.util.function.Consumer;
import org.ambrosia.runtime.api.AmbrosiaException;
import org.ambrosia.runtime.binding.Binding;
import org.ambrosia.runtime.binding.BindingPort;
import org.ambrosia.runtime.core.ApplicationEvent;
import org.ambrosia.runtime.core.Event;
import org.ambrosia.runtime.core.PresenceEvent;
import org.ambrosia.runtime.protocol.Delivery;
import org.ambrosia.runtime.protocol.Encoder;
import org.ambrosia.runtime.protocol.LargestMessage;
import org.ambrosia.runtime.protocol.OutputEncoder;
import org.ambrosia.runtime.thread.ArrayPool;
import org.ambrosia.runtime.thread.Mailbox;

/**
 * Runs the immortal on a thread of its own: takes deliveries from a queue, and joins the binding to the coordinator by
 * memory instead of sockets.
 */
final class DispatchLoop implements BindingPort {
    private final Mailbox<Delivery> deliveries = new Mailbox<>();
    private final ArrayPool records;
    private final OutputLane output;
    private final Consumer<Event> events;
    private final Runnable wake;
    private final Runnable primary;
    private final boolean proves;
    private final ImpulseRoom room = new ImpulseRoom();
    private volatile Thread dispatcher;
    private volatile boolean stopped;

    /**
     * Makes a loop.
     *
     * @param records is given the arrays of records that were executed
     * @param output what the application says
     * @param events tells the coordinator, which looks at {@link #output} too then
     * @param wake lets the coordinator look at {@link #output} soon
     * @param primary is told once, when the immortal has executed everything and was told that it is primary
     * @param proves whether a state is loaded before it is sent, because the coordinator in another process can't do that
     */
    DispatchLoop(
            ArrayPool records,
            OutputLane output,
            Consumer<Event> events,
            Runnable wake,
            Runnable primary,
            boolean proves) {
        this.proves = proves;
        this.primary = primary;
        this.records = records;
        this.output = output;
        this.events = events;
        this.wake = wake;
    }

    /** What the application says, for the coordinator to take. */
    OutputLane output() {
        return output;
    }

    /** Gives this to the application, soon. */
    void deliver(Delivery delivery) {
        deliveries.put(delivery);
    }

    /** Ends the loop when the running handler has returned. */
    void stop() {
        stopped = true;
        room.close();
        deliveries.put(new Delivery.TakeCheckpoint());
    }

    /** Executes deliveries until stopped. */
    void run(Binding binding) {
        dispatcher = Thread.currentThread();
        boolean told = false;
        while (true) {
            Delivery delivery;
            try {
                delivery = deliveries.take();
            } catch (InterruptedException ofUserCode) {
                // The runtime never interrupts this thread, and how a log is executed must not depend on it.
                delivery = null;
            }
            if (stopped) {
                return;
            }
            if (delivery instanceof Delivery.Messages messages) {
                binding.execute(messages);
                records.give(messages.bytes());
                events.accept(new ApplicationEvent.Consumed(messages.length()));
            } else if (delivery instanceof Delivery.TakeCheckpoint) {
                binding.takeCheckpoint(proves);
            } else if (delivery instanceof Delivery.Restore restore) {
                binding.restore(restore.application());
                append(new PresenceEvent.Restored());
            } else if (delivery instanceof Delivery.BecomingPrimary) {
                binding.becomePrimary();
            } else if (delivery instanceof Delivery.FirstStart) {
                binding.firstStart();
            }
            boolean mayBePrimary =
                    delivery instanceof Delivery.Messages || delivery instanceof Delivery.BecomingPrimary;
            if (!told && mayBePrimary && binding.isPrimary()) {
                told = true;
                primary.run();
            }
        }
    }

    @Override
    public void sendInitialMessage() {
        byte[] message = OutputEncoder.initialMessage();
        room.take(message.length, false);
        append(new ApplicationEvent.Output(message, 0, message.length));
    }

    @Override
    public void send(String destination, Encoder body) {
        if (output.append(destination, body)) {
            wake.run();
        }
    }

    @Override
    public void executed() {
        output.publish();
    }

    /** Waits while the coordinator has not taken what was sent before; the loop's own thread, from which more may be awaited, never does. */
    @Override
    public void sendImpulse(String destination, Encoder body) {
        byte[] message = OutputEncoder.call(destination, body);
        room.take(message.length, Thread.currentThread() != dispatcher);
        events.accept(new ApplicationEvent.Output(message, 0, message.length));
    }

    /** Not replayed, but in order with what is said before: of what overtakes {@code BindingRestored} nothing counts. */
    @Override
    public void logSchema(String schema) {
        byte[] message = OutputEncoder.schema(schema);
        room.take(message.length, false);
        append(new ApplicationEvent.Output(message, 0, message.length));
    }

    /** As an impulse. Made room for, but never waited for. */
    @Override
    public void noteInterface(String instance, long schemaHash) {
        byte[] message = OutputEncoder.calledInterface(instance, schemaHash);
        room.take(message.length, false);
        events.accept(new ApplicationEvent.Output(message, 0, message.length));
    }

    @Override
    public void limitMessages(int maxMessageBytes) {
        byte[] message = LargestMessage.encode(maxMessageBytes);
        room.take(message.length, false);
        append(new ApplicationEvent.Output(message, 0, message.length));
    }

    /** The coordinator has taken this, which this loop has given it. From any thread. */
    void taken(Event event) {
        if (event instanceof ApplicationEvent.Output output) {
            room.give(output.length());
        }
    }

    /** So many bytes of impulses wait behind this loop, for a coordinator in another process. From any thread. */
    void waitingElsewhere(long bytes) {
        room.elsewhere(bytes);
    }

    @Override
    public void callerAnswered(String caller) {
        append(new ApplicationEvent.CallerAnswered(caller));
    }

    @Override
    public void checkpoint(byte[] application) {
        append(new ApplicationEvent.Checkpoint(application));
    }

    @Override
    public void checkpointFailed(AmbrosiaException why) {
        append(new ApplicationEvent.CheckpointFailed(why));
    }

    @Override
    public void caughtUp() {
        append(new ApplicationEvent.CaughtUp());
    }

    private void append(Event event) {
        output.append(event);
        wake.run();
    }
}
