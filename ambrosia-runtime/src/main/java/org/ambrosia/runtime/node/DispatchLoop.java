package org.ambrosia.runtime.node;

import java.util.concurrent.LinkedBlockingQueue;
import java.util.function.Consumer;
import org.ambrosia.runtime.api.AmbrosiaException;
import org.ambrosia.runtime.binding.Binding;
import org.ambrosia.runtime.binding.BindingPort;
import org.ambrosia.runtime.core.Delivery;
import org.ambrosia.runtime.core.Event;
import org.ambrosia.runtime.core.LoggedRecord;

/**
 * Runs the immortal on a thread of its own: takes deliveries from a queue, and joins the binding to the coordinator by
 * memory instead of sockets.
 */
final class DispatchLoop implements BindingPort {
    private final LinkedBlockingQueue<Delivery> deliveries = new LinkedBlockingQueue<>();
    private final Consumer<Event> events;
    private volatile boolean stopped;

    DispatchLoop(Consumer<Event> events) {
        this.events = events;
    }

    /** Gives this to the application, soon. */
    void deliver(Delivery delivery) {
        deliveries.add(delivery);
    }

    /** Ends the loop when the running handler has returned. */
    void stop() {
        stopped = true;
        deliveries.add(new Delivery.TakeCheckpoint());
    }

    /** Executes deliveries until stopped. */
    void run(Binding binding) throws InterruptedException {
        while (true) {
            Delivery delivery = deliveries.take();
            if (stopped) {
                return;
            }
            if (delivery instanceof Delivery.Messages messages) {
                LoggedRecord record = messages.record();
                binding.execute(record.sequence(), record.bytes(), record.bodyOffset(), record.bodyLength());
                events.accept(new Event.Consumed(record.bodyLength()));
            } else if (delivery instanceof Delivery.TakeCheckpoint) {
                binding.takeCheckpoint();
            } else if (delivery instanceof Delivery.Restore restore) {
                binding.restore(restore.application());
            } else if (delivery instanceof Delivery.BecomingPrimary) {
                binding.becomePrimary();
            } else if (delivery instanceof Delivery.FirstStart) {
                binding.firstStart();
            }
        }
    }

    @Override
    public void send(byte[] bytes, int length) {
        events.accept(new Event.BindingOutput(bytes, length));
    }

    @Override
    public void checkpoint(byte[] application) {
        events.accept(new Event.BindingCheckpoint(application));
    }

    @Override
    public void checkpointFailed(AmbrosiaException why) {
        events.accept(new Event.BindingCheckpointFailed(why));
    }

    @Override
    public void caughtUp() {
        events.accept(new Event.BindingCaughtUp());
    }
}
