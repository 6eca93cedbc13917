package org.ambrosia.runtime.node;

import java.time.Duration;
import java.util.Arrays;
import java.util.Collection;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicLong;
import org.ambrosia.runtime.api.AmbrosiaException;
import org.ambrosia.runtime.api.ApplicationConfig;
import org.ambrosia.runtime.api.CoordinatorLoss;
import org.ambrosia.runtime.api.ErrorTag;
import org.ambrosia.runtime.api.InstanceStatus;
import org.ambrosia.runtime.binding.Binding;
import org.ambrosia.runtime.binding.CoordinatorSession;
import org.ambrosia.runtime.codegen.ImmortalBase;
import org.ambrosia.runtime.core.ApplicationEvent;
import org.ambrosia.runtime.core.Event;
import org.ambrosia.runtime.core.PresenceEvent;
import org.ambrosia.runtime.net.BindingAddress;
import org.ambrosia.runtime.net.BindingClient;
import org.ambrosia.runtime.protocol.CoordinatorRecord;
import org.ambrosia.runtime.protocol.Delivery;
import org.ambrosia.runtime.protocol.OutputEncoder;
import org.ambrosia.runtime.serial.KryoCodec;
import org.ambrosia.runtime.thread.ArrayPool;

/**
 * The application of an instance whose coordinator is another process. Joins the binding to two
 * sockets.
 */
public final class ApplicationNode extends LifetimeHandle implements BindingClient.Listener {
    private static final System.Logger LOGGER = System.getLogger(ApplicationNode.class.getName());
    private static final long MOST_UNDELIVERED_BYTES = 16 << 20;
    private static final int RECORD_BYTES = 2 << 20;
    private static final int LOOK_MILLIS = 20;
    private static final int WATCH_MILLIS = 200;
    private static final Duration MAX_CHECKPOINT_WAIT = Duration.ofMinutes(10);

    private final ApplicationConfig config;
    private final TokenFile token;
    private final Lifetime lifetime;
    private final DispatchLoop dispatch;
    private final BindingClient client;
    private final CoordinatorSession session;
    private final CoordinatorSearch search;
    private final Binding binding;
    private final AtomicLong undelivered = new AtomicLong();
    private volatile boolean serving;
    private boolean paused;

    private ApplicationNode(ApplicationConfig config, ImmortalBase immortal, Collection<Class<?>> registered) {
        this.config = config;
        this.token = new TokenFile(config.registryDirectory(), config.name());
        this.search = new CoordinatorSearch(config, Engines.registry(config.registryDirectory()), System::nanoTime);
        this.lifetime = new Lifetime(config.name(), this::stop, this::release);
        ArrayPool records = new ArrayPool(Application.MOST_RECORDS);
        this.dispatch = new DispatchLoop(
                records, new OutputLane(new ArrayPool(0)), this::said, this::wake, this::primary, true);
        this.client = new BindingClient(
                config.name(),
                BindingAddress.of(config.name(), config.ports().receivePort()),
                BindingAddress.of(config.name(), config.ports().sendPort()),
                config.maxMessageBytes() + RECORD_BYTES,
                records,
                this);
        this.session = new CoordinatorSession(config.name(), config.retainedBytes(), client::send, this::deliver);
        this.binding = new Binding(
                config.name(),
                immortal,
                dispatch,
                context -> new KryoCodec(immortal, registered, context),
                config.maxMessageBytes());
    }

    /**
     * Starts the application. It connects in the background, and recovers as its coordinator
     * requests. Application and coordinator can be started in any order.
     *
     * @param registered classes that may be part of the state although no declared type leads to
     *     them
     */
    public static ApplicationNode start(
            ApplicationConfig config, ImmortalBase immortal, Collection<Class<?>> registered) {
        ApplicationNode node = new ApplicationNode(config, immortal, registered);
        node.lifetime.add("dispatch", () -> node.dispatch.run(node.binding));
        node.lifetime.start();
        node.client.connect();
        node.client.every(LOOK_MILLIS, node::look);
        node.client.every(WATCH_MILLIS, () -> node.binding.watch().look(System.nanoTime()));
        return node;
    }

    @Override
    public String name() {
        return config.name();
    }

    @Override
    public int port() {
        return 0;
    }

    @Override
    public InstanceStatus status() {
        AmbrosiaException failure = lifetime.failure();
        return new InstanceStatus(
                Optional.empty(),
                serving && !lifetime.isEnding(),
                failure == null ? problem() : Optional.of(failure.getMessage()),
                Optional.empty());
    }

    private Optional<String> problem() {
        return search.problem().or(binding.watch()::problem);
    }

    /** Requests a checkpoint from the coordinator, which takes it. */
    @Override
    public CompletionStage<Void> checkpoint() {
        return CompletableFuture.runAsync(this::takeCheckpoint);
    }

    private void takeCheckpoint() {
        try {
            RemoteRequest.checkpoint(Engines.registry(config.registryDirectory()), name(), MAX_CHECKPOINT_WAIT);
        } catch (InterruptedException ending) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    Lifetime lifetime() {
        return lifetime;
    }

    private void stop() {
        dispatch.stop();
    }

    private void release() {
        client.close();
    }

    /** Called by the dispatch loop, or by a thread that sends an impulse. */
    private void said(Event event) {
        if (event instanceof ApplicationEvent.Consumed consumed) {
            undelivered.addAndGet(-consumed.bytes());
            client.execute(this::look);
        } else if (event instanceof ApplicationEvent.Output impulse) {
            client.execute(() -> {
                session.impulse(
                        Arrays.copyOfRange(impulse.bytes(), impulse.offset(), impulse.offset() + impulse.length()));
                client.flush();
                dispatch.waitingElsewhere(session.impulseBytes() + client.unsentBytes());
                dispatch.taken(impulse);
            });
        }
    }

    private void wake() {
        client.execute(this::look);
    }

    /** Sends the immortal's output since the last look. On the client's thread. */
    private void look() {
        while (dispatch.output().take(this::made)) {
            client.flush();
        }
        client.flush();
        dispatch.waitingElsewhere(session.impulseBytes() + client.unsentBytes());
        if (paused && undelivered.get() < MOST_UNDELIVERED_BYTES / 2) {
            paused = false;
            client.reading(true);
        }
    }

    private void made(Event event) {
        if (event instanceof ApplicationEvent.CallsMade made) {
            session.output(made.calls());
        } else if (event instanceof ApplicationEvent.Output message) {
            if (Arrays.equals(message.bytes(), OutputEncoder.initialMessage())) {
                session.initialMessage(message.bytes());
            } else {
                session.impulse(message.bytes());
            }
            dispatch.taken(message);
        } else if (event instanceof ApplicationEvent.ClientAnswered answered) {
            session.clientAnswered(answered.caller());
        } else if (event instanceof PresenceEvent.Restored) {
            session.restored();
        } else if (event instanceof ApplicationEvent.Checkpoint checkpoint) {
            session.checkpoint(checkpoint.application());
        } else if (event instanceof ApplicationEvent.CheckpointFailed failed) {
            session.checkpointFailed(failed.why());
        } else if (event instanceof ApplicationEvent.CaughtUp) {
            session.caughtUp();
        }
    }

    private void primary() {
        serving = true;
        lifetime.nowServing();
    }

    private void deliver(Delivery delivery) {
        if (delivery instanceof Delivery.Messages messages
                && undelivered.addAndGet(messages.length()) > MOST_UNDELIVERED_BYTES
                && !paused) {
            paused = true;
            client.reading(false);
        }
        dispatch.deliver(delivery);
    }

    @Override
    public byte[] greeting() {
        return session.hello(token.read()).encode();
    }

    @Override
    public void received(CoordinatorRecord record) {
        if (record instanceof CoordinatorRecord.Refused refused) {
            lifetime.end(new AmbrosiaException(
                    ErrorTag.BINDING_REFUSED, "The coordinator refused this application: " + refused.message()));
        } else {
            if (record instanceof CoordinatorRecord.Welcome welcome) {
                welcome(welcome);
            }
            session.received(record);
        }
    }

    private void welcome(CoordinatorRecord.Welcome welcome) {
        search.found();
        LOGGER.log(System.Logger.Level.INFO, "Connected to the coordinator of \"" + name() + "\"");
        if (welcome.maxMessageBytes() != config.maxMessageBytes()) {
            throw new AmbrosiaException(
                    ErrorTag.INVALID_CONFIGURATION,
                    "The setting \"maxMessageBytes\" differs: the application has " + config.maxMessageBytes()
                            + ", its coordinator " + welcome.maxMessageBytes() + " (instance=" + name()
                            + "). Give both the same.");
        }
    }

    @Override
    public void readAll() {
        client.flush();
    }

    @Override
    public void waiting() {
        search.look();
    }

    @Override
    public void disconnected() {
        session.disconnected();
        paused = false;
        if (lifetime.isEnding()) {
            return;
        }
        if (config.coordinatorLoss() == CoordinatorLoss.END || !session.canResume()) {
            lifetime.end(new AmbrosiaException(
                    ErrorTag.COORDINATOR_LOST,
                    "The coordinator of \"" + name() + "\" is gone"
                            + (session.canResume()
                                    ? ", and the application ends as it was told to"
                                    : ", and more than " + config.retainedBytes()
                                            + " bytes of calls were not confirmed, which are not kept to be sent again")
                            + ". Start both again; they go on where they were."));
        } else {
            LOGGER.log(
                    System.Logger.Level.WARNING,
                    "The coordinator of \"" + name() + "\" is gone; the application keeps its state and waits for it");
        }
    }

    @Override
    public void failed(Throwable cause) {
        if (cause instanceof AmbrosiaException known) {
            lifetime.end(known);
        } else {
            lifetime.end(new AmbrosiaException(
                    ErrorTag.INTERNAL_ERROR,
                    "The connection to the coordinator failed (instance=" + name() + "): " + cause
                            + ". Start the application again; it recovers from the log.",
                    cause));
        }
    }
}
