package org.ambrosia.runtime.node;

import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import org.ambrosia.runtime.api.AmbrosiaException;
import org.ambrosia.runtime.core.ApplicationEvent;
import org.ambrosia.runtime.core.Event;
import org.ambrosia.runtime.core.PresenceEvent;
import org.ambrosia.runtime.net.BindingConnection;
import org.ambrosia.runtime.net.BindingServer;
import org.ambrosia.runtime.net.SocketThread;
import org.ambrosia.runtime.protocol.BindingHello;
import org.ambrosia.runtime.protocol.Delivery;
import org.ambrosia.runtime.protocol.OutputDecoder;
import org.ambrosia.runtime.thread.ArrayPool;

/**
 * An application in another process, joined by sockets. It comes and goes, and its coordinator
 * stays.
 */
final class SocketApplication implements Application, BindingServer.Listener {
    private static final System.Logger LOGGER = System.getLogger(InstanceNode.class.getName());
    private static final long MOST_WAITING_BYTES = 16 << 20;
    private static final int MOST_ARRAYS = 64;
    private static final long MOST_REFUSAL_NANOS = 1_000_000_000L;
    private static final long LOOK_NANOS = 5_000_000L;

    private final ArrayPool records = new ArrayPool(MOST_RECORDS);
    private final ArrayPool outputs = new ArrayPool(MOST_ARRAYS);
    private final String instance;
    private final CoordinatorLoop coordinator;
    private final BindingServer server;
    private final Queue<BindingConnection> arriving = new ConcurrentLinkedQueue<>();
    private final AtomicLong waitingBytes = new AtomicLong();
    /** The application whose arrival the core knows of; used on the coordinator's thread only. */
    private BindingConnection present;

    private volatile BindingConnection connected;
    private volatile boolean paused;

    /**
     * Creates an application that is not there yet.
     *
     * @param coordinator receives its arrivals, its departures and its output
     */
    SocketApplication(BindingServer.Settings settings, SocketThread sockets, CoordinatorLoop coordinator) {
        this.instance = settings.instance();
        this.coordinator = coordinator;
        this.server = new BindingServer(settings, sockets, outputs, this);
    }

    @Override
    public boolean isLocal() {
        return false;
    }

    @Override
    public boolean isReady() {
        return true;
    }

    @Override
    public byte[] arrayFor(int bytes) {
        return records.take(bytes);
    }

    @Override
    public void verify(byte[] state) {}

    @Override
    public void before(Event event) {
        if (event instanceof PresenceEvent.Attached) {
            present = arriving.poll();
        } else if (event instanceof PresenceEvent.Detached) {
            present = null;
        } else if (event instanceof ApplicationEvent.Output output) {
            long waiting = waitingBytes.addAndGet(-output.length());
            BindingConnection reader = connected;
            if (paused && waiting < MOST_WAITING_BYTES / 2 && reader != null) {
                reader.execute(() -> readAgain(reader));
            }
        }
    }

    @Override
    public void after(Event event) {
        if (event instanceof ApplicationEvent.Output output) {
            outputs.give(output.bytes());
        }
    }

    /** Reads again. On the connection's thread, which is the one that pauses it. */
    private void readAgain(BindingConnection reader) {
        if (paused && waitingBytes.get() < MOST_WAITING_BYTES / 2 && reader == connected) {
            paused = false;
            reader.reading(true);
        }
    }

    @Override
    public void deliver(Delivery delivery) {
        if (present != null) {
            present.send(delivery);
        }
    }

    @Override
    public void refuse(AmbrosiaException reason) {
        LOGGER.log(
                System.Logger.Level.WARNING,
                "The application of \"" + instance + "\" is disconnected. " + reason.getMessage());
        if (present != null) {
            present.refuse(reason.getMessage());
            present = null;
        }
    }

    @Override
    public void cut() {
        if (present != null) {
            present.close();
        }
    }

    @Override
    public void replaced(AmbrosiaException reason) {
        BindingConnection here = connected;
        if (here != null) {
            here.refuse(reason.getMessage());
            // If this side closed the connection, data that the application has not read yet could
            // be lost with it.
            long begin = System.nanoTime();
            while (connected == here && System.nanoTime() - begin < MOST_REFUSAL_NANOS) {
                LockSupport.parkNanos(LOOK_NANOS);
            }
        }
    }

    @Override
    public boolean take(Consumer<Event> consumer) {
        return false;
    }

    @Override
    public void flush() {
        if (present != null) {
            present.flush();
        }
    }

    @Override
    public void start(Lifetime lifetime) {
        server.open();
    }

    @Override
    public void stop() {}

    @Override
    public void close() {
        server.close();
    }

    @Override
    public void attached(BindingConnection connection) {
        LOGGER.log(
                System.Logger.Level.INFO,
                "The application of \"" + instance + "\" is connected ("
                        + (connection.attachment().isAnnounced() ? "Ambrosia for Java" : "published protocol") + ")");
        connected = connection;
        paused = false;
        arriving.add(connection);
        coordinator.post(new PresenceEvent.Attached(connection.attachment()));
    }

    @Override
    public void detached(BindingConnection connection) {
        LOGGER.log(
                System.Logger.Level.INFO,
                "The application of \"" + instance + "\" is gone; what arrives is logged until it comes back");
        connected = null;
        coordinator.post(new PresenceEvent.Detached());
    }

    @Override
    public void written(BindingConnection connection, Delivery.Messages messages) {
        records.give(messages.bytes());
        if (connection == connected) {
            coordinator.post(new ApplicationEvent.Consumed(messages.length()));
        }
    }

    @Override
    public OutputDecoder.Sink output(BindingConnection connection) {
        return new OutputDecoder.Sink() {
            @Override
            public void messages(byte[] bytes, int offset, int length) {
                if (waitingBytes.addAndGet(length) > MOST_WAITING_BYTES && !paused) {
                    paused = true;
                    connection.reading(false);
                }
                coordinator.post(new ApplicationEvent.Output(bytes, offset, length));
            }

            @Override
            public void checkpoint(byte[] application) {
                coordinator.post(new ApplicationEvent.Checkpoint(application));
            }

            @Override
            public void hello(BindingHello hello) {
                throw new IllegalStateException("The server keeps this for itself");
            }

            @Override
            public void made(Map<String, Long> calls) {
                throw new IllegalStateException("The server keeps this for itself");
            }

            @Override
            public void echo(long nonce) {
                throw new IllegalStateException("The server keeps this for itself");
            }

            @Override
            public void caughtUp() {
                coordinator.post(new ApplicationEvent.CaughtUp());
            }

            @Override
            public void checkpointFailed(AmbrosiaException why) {
                coordinator.post(new ApplicationEvent.CheckpointFailed(why));
            }
        };
    }
}
