package org.ambrosia.runtime.node;

import java.util.Collection;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.ambrosia.runtime.api.AmbrosiaException;
import org.ambrosia.runtime.api.ErrorTag;
import org.ambrosia.runtime.api.InstanceConfig;
import org.ambrosia.runtime.core.CoordinatorCore;
import org.ambrosia.runtime.core.CoreSettings;
import org.ambrosia.runtime.core.CoreStatus;
import org.ambrosia.runtime.core.Effects;
import org.ambrosia.runtime.core.Event;
import org.ambrosia.runtime.core.LoggedRecord;
import org.ambrosia.runtime.generated.ImmortalBase;
import org.ambrosia.runtime.log.Log;
import org.ambrosia.runtime.log.LogIdentity;
import org.ambrosia.runtime.log.LogReader;
import org.ambrosia.runtime.log.StoredCheckpoint;
import org.ambrosia.runtime.net.BindingServer;
import org.ambrosia.runtime.net.LinkListener;
import org.ambrosia.runtime.net.Links;
import org.ambrosia.runtime.protocol.Delivery;
import org.ambrosia.runtime.protocol.FrameFormat;
import org.ambrosia.runtime.registry.Location;
import org.ambrosia.runtime.registry.Registry;

/**
 * One instance, deployed in this process: makes the parts, joins them, starts their threads, and ends them together. When
 * one part fails, all end, and the reason is kept for whoever waits.
 */
public final class InstanceNode extends LifetimeHandle {
    private static final System.Logger LOGGER = System.getLogger(InstanceNode.class.getName());
    private static final long CHECKPOINT_SECONDS = 60;

    private final InstanceConfig config;
    private final Log log;
    private final Registry registry;
    private final Links links;
    private final int port;
    private final CoordinatorLoop loop;
    private final LogWriter writer;
    private final Application application;
    private final Directory directory;
    private final Reporter reporter;
    private final ExecutorService checkpoints;
    private final Lifetime lifetime;

    private InstanceNode(InstanceConfig config, Log log, Registry registry, ApplicationFactory applicationOf) {
        this.config = config;
        this.log = log;
        this.registry = registry;
        this.lifetime = new Lifetime(config.name(), this::stop, this::release);
        this.loop = new CoordinatorLoop(this::beforeEvent, this::flushLinks, this::report);
        LinkListener listener = new PostingLinkListener();
        this.links = new Links(config.name(), config.tlsDirectory(), maxFrameBytes(config), listener);
        this.directory = new Directory(config.name(), registry, links, listener);
        this.reporter = new Reporter(config, log.identity(), registry);
        this.writer = new LogWriter(log, loop::post);
        this.checkpoints = Executors.newSingleThreadExecutor(Threads.named(config.name(), "checkpoint"));
        try {
            this.application = applicationOf.make(loop, log.identity());
            this.port = links.bind(config.host(), config.port());
        } catch (RuntimeException failed) {
            releaseLinks();
            checkpoints.shutdown();
            throw failed;
        }
    }

    /**
     * Deploys an instance on the embedded log and registry. On return its log is open and its port is bound; recovery goes on
     * in the background.
     *
     * @param registered classes that may be part of the state although no declared type leads to them
     * @throws AmbrosiaException if the log can't be opened or the port can't be bound
     */
    public static InstanceNode start(InstanceConfig config, ImmortalBase immortal, Collection<Class<?>> registered) {
        return start(
                config, (coordinator, identity) -> new LocalApplication(config, immortal, registered, coordinator));
    }

    /**
     * Starts the coordinator of an instance whose application is another process. On return its log is open and its ports are
     * bound; recovery goes on in the background.
     *
     * @param ports where the application is waited for
     * @throws AmbrosiaException if the log can't be opened or a port can't be bound
     */
    public static InstanceNode coordinate(InstanceConfig config, BindingPorts ports) {
        String token = ports.tokenWanted() ? new TokenFile(config.registryDirectory(), config.name()).readOrMake() : "";
        return start(
                config,
                (coordinator, identity) -> new SocketApplication(
                        new BindingServer.Settings(
                                config.name(),
                                ports.receivePort(),
                                ports.sendPort(),
                                config.maxMessageBytes(),
                                token,
                                identity.committerId(),
                                identity.incarnation()),
                        coordinator));
    }

    private static InstanceNode start(InstanceConfig config, ApplicationFactory applicationOf) {
        Registry registry = Engines.registry(config.registryDirectory());
        Log log = Engines.logs().open(config);
        InstanceNode node;
        try {
            node = new InstanceNode(config, log, registry, applicationOf);
        } catch (RuntimeException | Error failed) {
            log.close();
            throw failed;
        }
        try {
            node.start();
        } catch (RuntimeException | Error failed) {
            node.release();
            throw failed;
        }
        return node;
    }

    /** Makes the application's side of an instance. */
    @FunctionalInterface
    interface ApplicationFactory {
        /** Makes it. */
        Application make(CoordinatorLoop coordinator, LogIdentity identity);
    }

    @Override
    public String name() {
        return config.name();
    }

    @Override
    public int port() {
        return port;
    }

    @Override
    Lifetime lifetime() {
        return lifetime;
    }

    private void start() {
        lifetime.add("writer", writer::run);
        application.start(lifetime);
        lifetime.add("coordinator", this::coordinate);
        lifetime.start();
        log.onSuccessor(this::replacedBy);
    }

    private void stop() {
        loop.stop();
        writer.stop();
        application.stop();
    }

    private void release() {
        try {
            releaseLinks();
            finishCheckpoints();
        } finally {
            log.close();
        }
    }

    private void releaseLinks() {
        directory.close();
        reporter.close();
        links.close();
        if (application != null) {
            application.close();
        }
    }

    /** A checkpoint that is being stored is finished before the log is given to another writer. */
    private void finishCheckpoints() {
        checkpoints.shutdown();
        try {
            if (!checkpoints.awaitTermination(CHECKPOINT_SECONDS, TimeUnit.SECONDS)) {
                LOGGER.log(System.Logger.Level.WARNING, "A checkpoint of \"" + name() + "\" is still being stored");
            }
        } catch (InterruptedException giveUp) {
            Thread.currentThread().interrupt();
        }
    }

    private void coordinate() throws InterruptedException {
        LogIdentity identity = log.identity();
        CoreSettings settings = new CoreSettings(
                identity.instance(),
                identity.incarnation(),
                identity.committerId(),
                identity.epoch(),
                config.maxMessageBytes(),
                config.segmentBytes(),
                config.peerTimeout().toNanos(),
                CoreSettings.Limits.DEFAULT);
        CoordinatorCore core = new CoordinatorCore(settings, new ShellEffects(), new LogSpill(log.spill()));
        Optional<StoredCheckpoint> checkpoint = log.newestCheckpoint();
        if (checkpoint.isEmpty()) {
            loop.run(core, application, new Event.FirstStart(), null);
        } else {
            StoredCheckpoint stored = checkpoint.get();
            LogReader reader = log.read(stored.number());
            loop.run(core, application, new Event.Restored(stored.coordinator(), stored.application()), reader);
        }
    }

    /** Nothing more is appended when the log is released; whoever goes on finds everything that was acknowledged. */
    private void replacedBy(String successor) {
        AmbrosiaException reason = new AmbrosiaException(
                ErrorTag.Fenced,
                "Another process goes on with this instance: " + successor + " was started (instance=" + name()
                        + "). This one ends; there is nothing to do for it.");
        application.replaced(reason);
        lifetime.end(reason);
    }

    private void report(CoreStatus status) {
        reporter.report(status, port);
    }

    private void beforeEvent(Event event) {
        application.before(event);
        if (event instanceof Event.LinkReceived received) {
            links.handled(received.link(), received.bytes().length);
        }
    }

    private void flushLinks() {
        links.flush();
    }

    private static int maxFrameBytes(InstanceConfig config) {
        return Math.max(config.maxMessageBytes(), 1 << 16) + FrameFormat.OVERHEAD_BYTES;
    }

    /** Carries out what the core wants. Called on the coordinator's thread. */
    private final class ShellEffects implements Effects {
        @Override
        public void append(LoggedRecord record) {
            writer.append(record);
        }

        @Override
        public void startSegment(long number, long firstSequence) {
            writer.startSegment(number, firstSequence);
        }

        @Override
        public void storeCheckpoint(long number, byte[] coordinator, byte[] application) {
            writer.behind(() -> checkpoints.execute(() -> store(number, coordinator, application)));
        }

        private void store(long number, byte[] coordinator, byte[] application) {
            try {
                log.storeCheckpoint(number, coordinator, application);
                loop.post(new Event.CheckpointStored(number));
            } catch (AmbrosiaException failed) {
                loop.post(new Event.CheckpointFailed(number, failed));
            } catch (RuntimeException | Error failed) {
                loop.post(new Event.CheckpointFailed(
                        number,
                        new AmbrosiaException(
                                ErrorTag.InternalError,
                                "Storing a checkpoint failed (instance=" + name() + "): " + failed
                                        + ". If memory was short, give the process more.",
                                failed)));
            }
        }

        @Override
        public void deliver(Delivery delivery) {
            application.deliver(delivery);
        }

        @Override
        public void feed(int session) {
            checkpoints.execute(() -> {
                try {
                    StoredCheckpoint stored = log.newestCheckpoint().orElseThrow();
                    loop.post(new CoordinatorLoop.FeedBegun(
                            new Event.FedFrom(session, stored.coordinator(), stored.application()),
                            log.follow(stored.number())));
                } catch (AmbrosiaException failed) {
                    lifetime.end(failed);
                } catch (RuntimeException | Error failed) {
                    lifetime.end(new AmbrosiaException(
                            ErrorTag.InternalError,
                            "Reading the newest checkpoint for the application failed (instance=" + name() + "): "
                                    + failed + ". If memory was short, give the coordinator more than the state takes.",
                            failed));
                }
            });
        }

        @Override
        public void refuseBinding(AmbrosiaException reason) {
            application.refuse(reason);
        }

        @Override
        public void serve() {
            registry.publish(new Location(name(), config.host(), port));
            directory.watch(peer -> loop.post(new Event.PeerPublished(peer)));
            links.accept();
            LOGGER.log(
                    System.Logger.Level.INFO,
                    "Instance \"" + name() + "\" serves on " + config.host() + ":" + port + ", epoch "
                            + log.identity().epoch() + ", behind " + loop.replayedRecords() + " replayed records");
            lifetime.nowServing();
        }

        @Override
        public void dial(String peer) {
            directory.dial(peer);
        }

        @Override
        public void send(int link, byte[] frame) {
            links.send(link, frame);
        }

        @Override
        public void close(int link) {
            links.close(link);
        }

        @Override
        public void readLinks(boolean wanted) {
            links.reading(wanted);
        }

        @Override
        public void warn(ErrorTag tag, String message) {
            LOGGER.log(System.Logger.Level.WARNING, "[Ambrosia/" + tag + "] " + message + " (instance=" + name() + ")");
        }

        @Override
        public void fail(AmbrosiaException reason) {
            throw reason;
        }
    }

    /** Turns what happens on links into events. Called on Netty's thread. */
    private final class PostingLinkListener implements LinkListener {
        @Override
        public void opened(int link, String dialled, Set<String> certified) {
            loop.post(new Event.LinkOpened(link, dialled, certified));
        }

        @Override
        public void received(int link, byte[] frame) {
            loop.post(new Event.LinkReceived(link, frame));
        }

        @Override
        public void closed(int link) {
            loop.post(new Event.LinkClosed(link));
        }

        @Override
        public void dialFailed(String peer) {
            loop.post(new Event.DialFailed(peer));
        }
    }
}
