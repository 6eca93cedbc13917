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
 * Runs the immortal on a thread of its own. Takes deliveries from a queue, and joins the binding to
 * the coordinator by memory instead of sockets.
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
     * Creates a loop.
     *
     * @param records receives the arrays of executed records
     * @param output the application's output
     * @param events passes an event to the coordinator, which then looks at {@link #output} too
     * @param wake lets the coordinator look at {@link #output} soon
     * @param primary runs once, when the immortal has executed everything and was notified that it
     *     is primary
     * @param proves whether a state is loaded before it is sent, because the coordinator in another
     *     process can't do that
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

    /** Returns the application's output, for the coordinator to take. */
    OutputLane output() {
        return output;
    }

    /** Gives a delivery to the application, soon. */
    void deliver(Delivery delivery) {
        deliveries.put(delivery);
    }

    /** Ends the loop after the running handler has returned. */
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
                // The runtime never interrupts this thread, and the execution of a log must not
                // depend on interrupts.
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

    /**
     * Waits for room while the coordinator has not taken earlier impulses. The loop's own thread
     * never waits, since more may be awaited from it.
     */
    @Override
    public void sendImpulse(String destination, Encoder body) {
        byte[] message = OutputEncoder.call(destination, body);
        room.take(message.length, Thread.currentThread() != dispatcher);
        events.accept(new ApplicationEvent.Output(message, 0, message.length));
    }

    /**
     * Sends the schema in order with earlier output, although it is not replayed: output that
     * overtakes {@code BindingRestored} does not count.
     */
    @Override
    public void logSchema(String schema) {
        byte[] message = OutputEncoder.schema(schema);
        room.take(message.length, false);
        append(new ApplicationEvent.Output(message, 0, message.length));
    }

    /** Sends this as an impulse. It takes room, but never waits for room. */
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

    /** Called when the coordinator has taken an event that this loop gave it. From any thread. */
    void taken(Event event) {
        if (event instanceof ApplicationEvent.Output output) {
            room.give(output.length());
        }
    }

    /**
     * Sets how many bytes of impulses have left this loop and wait for a coordinator in another
     * process. From any thread.
     */
    void waitingElsewhere(long bytes) {
        room.elsewhere(bytes);
    }

    @Override
    public void clientAnswered(String caller) {
        append(new ApplicationEvent.ClientAnswered(caller));
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
