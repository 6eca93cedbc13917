package org.ambrosia.runtime.node;

import java.util.function.Consumer;
import org.ambrosia.runtime.api.AmbrosiaException;
import org.ambrosia.runtime.api.ErrorTag;
import org.ambrosia.runtime.binding.Binding;
import org.ambrosia.runtime.binding.BindingPort;
import org.ambrosia.runtime.core.Event;
import org.ambrosia.runtime.protocol.Delivery;
import org.ambrosia.runtime.protocol.Encoder;
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
    private volatile boolean stopped;

    /**
     * Makes a loop.
     *
     * @param records is given the arrays of records that were executed
     * @param output what the application says
     * @param events tells the coordinator, which looks at {@link #output} too then
     * @param wake lets the coordinator look at {@link #output} soon
     */
    DispatchLoop(ArrayPool records, OutputLane output, Consumer<Event> events, Runnable wake) {
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
        deliveries.put(new Delivery.TakeCheckpoint());
    }

    /** Executes deliveries until stopped. */
    void run(Binding binding) throws InterruptedException {
        while (true) {
            Delivery delivery = deliveries.take();
            if (stopped) {
                return;
            }
            if (delivery instanceof Delivery.Messages messages) {
                binding.execute(messages.sequence(), messages.bytes(), messages.offset(), messages.length());
                records.give(messages.bytes());
                events.accept(new Event.Consumed(messages.length()));
            } else if (delivery instanceof Delivery.TakeCheckpoint) {
                binding.takeCheckpoint();
            } else if (delivery instanceof Delivery.Restore restore) {
                binding.restore(restore.application());
                append(new Event.BindingRestored());
            } else if (delivery instanceof Delivery.BecomingPrimary) {
                binding.becomePrimary();
            } else if (delivery instanceof Delivery.FirstStart) {
                binding.firstStart();
            }
        }
    }

    @Override
    public void sendInitialMessage() {
        byte[] message = OutputEncoder.initialMessage();
        append(new Event.BindingOutput(message, 0, message.length));
    }

    @Override
    public void send(String destination, Encoder body) {
        if (output.append(destination, body)) {
            wake.run();
        }
    }

    @Override
    public void sendImpulse(String destination, Encoder body) {
        if (stopped) {
            throw new AmbrosiaException(
                    ErrorTag.InstanceEnded,
                    "An impulse was sent, but the instance has ended. End the thread that sends it.");
        }
        byte[] message = OutputEncoder.call(destination, body);
        events.accept(new Event.BindingOutput(message, 0, message.length));
    }

    /** As an impulse: not replayed, and not in order with the calls. */
    @Override
    public void logSchema(String schema) {
        byte[] message = OutputEncoder.schema(schema);
        events.accept(new Event.BindingOutput(message, 0, message.length));
    }

    @Override
    public void callerAnswered(String caller) {
        append(new Event.CallerAnswered(caller));
    }

    @Override
    public void checkpoint(byte[] application) {
        append(new Event.BindingCheckpoint(application));
    }

    @Override
    public void checkpointFailed(AmbrosiaException why) {
        append(new Event.BindingCheckpointFailed(why));
    }

    @Override
    public void caughtUp() {
        append(new Event.BindingCaughtUp());
    }

    private void append(Event event) {
        output.append(event);
        wake.run();
    }
}
