package org.ambrosia.runtime.node;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import org.ambrosia.runtime.api.AmbrosiaException;
import org.ambrosia.runtime.api.InstanceStatus;

/**
 * Notifies listeners when the status of an instance has changed, on a thread of its own, which runs
 * once there is a listener. So a listener that blocks holds up nothing but other listeners.
 */
final class StatusWatch {
    private static final System.Logger LOGGER = System.getLogger(InstanceNode.class.getName());
    private static final Duration LOOK = Duration.ofMillis(100);

    private final LifetimeHandle instance;
    private final List<Told> listeners = new CopyOnWriteArrayList<>();
    private boolean started;

    StatusWatch(LifetimeHandle instance) {
        this.instance = instance;
    }

    /** A listener, and the status that it knows; null at first. */
    private static final class Told {
        private final Consumer<InstanceStatus> listener;
        private InstanceStatus known;

        Told(Consumer<InstanceStatus> listener) {
            this.listener = listener;
        }

        synchronized void tell(InstanceStatus status) {
            if (status.equals(known)) {
                return;
            }
            known = status;
            try {
                listener.accept(status);
            } catch (RuntimeException | Error failed) {
                LOGGER.log(System.Logger.Level.WARNING, "A listener for the status of an instance has failed", failed);
            }
        }
    }

    /** Adds a listener. From any thread. */
    synchronized void add(Consumer<InstanceStatus> listener) {
        listeners.add(new Told(listener));
        if (!started) {
            started = true;
            Thread watching = new Thread(this::watch, "ambrosia-" + instance.name() + "-status");
            watching.setDaemon(true);
            watching.start();
        }
    }

    private void watch() {
        boolean ended;
        do {
            tell();
            ended = awaitEnd();
        } while (!ended);
        tell();
        synchronized (this) {
            started = false;
        }
        // Once more, for a listener that was added meanwhile. From now on one starts a new thread.
        tell();
    }

    private void tell() {
        InstanceStatus status = instance.status();
        listeners.forEach(each -> each.tell(status));
    }

    /** Waits for the next look. Returns whether the instance has ended. */
    private boolean awaitEnd() {
        try {
            return instance.awaitTermination(LOOK);
        } catch (AmbrosiaException failed) {
            return true;
        } catch (InterruptedException byAListener) {
            return false;
        }
    }
}
