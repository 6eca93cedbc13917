package org.ambrosia.runtime.node;

import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.locks.LockSupport;
import org.ambrosia.runtime.api.AmbrosiaException;
import org.ambrosia.runtime.api.ErrorTag;
import org.ambrosia.runtime.api.InstanceConfig;
import org.ambrosia.runtime.api.InstanceStatus;
import org.ambrosia.runtime.api.ReplicaRole;
import org.ambrosia.runtime.codegen.ImmortalBase;
import org.ambrosia.runtime.core.CoordinatorCore;
import org.ambrosia.runtime.core.Event;
import org.ambrosia.runtime.core.LeadershipEvent;
import org.ambrosia.runtime.core.LinkEvent;
import org.ambrosia.runtime.core.driver.ElectionPolicy;
import org.ambrosia.runtime.core.driver.ReplicaDriver;
import org.ambrosia.runtime.log.Log;
import org.ambrosia.runtime.log.LogEngine;
import org.ambrosia.runtime.log.LogIdentity;
import org.ambrosia.runtime.log.LogSettings;
import org.ambrosia.runtime.net.BindingAddress;
import org.ambrosia.runtime.net.BindingServer;
import org.ambrosia.runtime.net.LinkListener;
import org.ambrosia.runtime.net.Links;
import org.ambrosia.runtime.net.SocketThread;
import org.ambrosia.runtime.registry.Location;
import org.ambrosia.runtime.registry.Registry;

/**
 * One replica of an instance, deployed in this process. Creates the parts, joins them, starts their
 * threads, and ends them together. When one part fails, all end, and the reason is kept for threads
 * that wait.
 */
public final class InstanceNode extends LifetimeHandle {
    private static final System.Logger LOGGER = System.getLogger(InstanceNode.class.getName());
    private static final long STOP_MILLIS = 10_000;
    /** The time within which peers have found the process that continues an instance. */
    private static final long PEERS_MOVE_NANOS = 200_000_000L;

    private final InstanceConfig config;
    private final LogEngine engine;
    private final Log log;
    private final SocketThread sockets;
    private final Links links;
    private final int port;
    private final CoordinatorLoop loop;
    private final LogWriter writer;
    private final Application application;
    private final Directory directory;
    private final Reporter reporter;
    private final Vacancy vacancy;
    private final Checkpoints checkpoints;
    private final ReplicaDriver driver;
    private final Background background;
    private final Location location;
    private final Lifetime lifetime;
    private final EarlyBeats beats;
    private final PrimaryAbsence absence;
    private final PeerRefusals refusals;
    private final ForgetRequests forgets;
    /** The level at which its roles are logged; quiet if this is only a rehearsal. */
    private final System.Logger.Level told;

    private volatile boolean serving;
    private volatile Thread rehearsal;

    private InstanceNode(
            InstanceConfig config,
            LogEngine engine,
            Log log,
            EarlyBeats beats,
            Registry registry,
            ApplicationFactory applicationOf,
            System.Logger.Level told) {
        this.config = config;
        this.told = told;
        this.engine = engine;
        this.log = log;
        this.beats = beats;
        this.absence = new PrimaryAbsence(config, log.leadership());
        this.refusals = new PeerRefusals(config);
        this.lifetime = new Lifetime(config.name(), this::stop, this::release);
        this.sockets = new SocketThread(config.name());
        this.loop = new CoordinatorLoop(sockets, reason -> lifetime.failed("coordinator", reason));
        this.forgets = new ForgetRequests(loop::post);
        LinkListener listener = new PostingLinkListener(loop);
        this.links = linksOrClose(config, sockets, listener);
        this.directory = new Directory(config.name(), registry, links, listener);
        this.reporter = new Reporter(config, registry);
        this.writer = new LogWriter(log.leadership());
        beats.writer(writer::isStuck);
        long leaseNanos = config.lease().toNanos();
        this.vacancy = new Vacancy(log, new ElectionPolicy(ElectionPolicy.Settings.of(leaseNanos)), this::seen);
        this.checkpoints = new Checkpoints(config, engine, loop);
        this.background = new Background(config.name(), checkpoints.thread(), lifetime::end);
        try {
            this.application = applicationOf.make(loop, sockets, log.identity());
            this.port = links.bind(config.host(), config.port());
        } catch (RuntimeException failed) {
            releaseLinks();
            checkpoints.finish();
            throw failed;
        }
        this.location = new Location(
                config.name(), config.advertisedHost(), port, log.identity().incarnation());
        PeerPort peers = new PeerPort(
                links,
                directory,
                location,
                log.leadership()::check,
                loop::post,
                request -> RemoteRequest.answer(request, checkpoints.requests(), forgets, reporter),
                lifetime::end);
        this.driver = new ReplicaDriver(
                NodeSettings.core(config, log),
                log,
                new ReplicaDriver.Ports(
                        loop.events(),
                        loop::post,
                        loop::wake,
                        writer,
                        background,
                        peers,
                        application,
                        peers,
                        loop::outputWaits,
                        new DriverListener()),
                leaseNanos);
    }

    /**
     * Deploys an instance on the embedded log and registry. On return its log is open and its port
     * is bound; recovery goes on in the background.
     *
     * @param registered classes that may be part of the state although no declared type leads to
     *     them
     * @throws AmbrosiaException if the log can't be opened or the port can't be bound
     */
    public static InstanceNode start(InstanceConfig config, ImmortalBase immortal, Collection<Class<?>> registered) {
        return start(
                config,
                (coordinator, sockets, identity) -> new LocalApplication(config, immortal, registered, coordinator));
    }

    /**
     * Starts the coordinator of an instance whose application is another process. On return its log
     * is open and its ports are bound; recovery goes on in the background.
     *
     * @param ports where the coordinator waits for the application
     * @throws AmbrosiaException if the log can't be opened or a port can't be bound
     */
    public static InstanceNode coordinate(InstanceConfig config, ApplicationPorts ports) {
        String token = ports.tokenWanted() ? new TokenFile(config.registryDirectory(), config.name()).readOrMake() : "";
        InstanceNode node = start(
                config,
                (coordinator, sockets, identity) -> new SocketApplication(
                        new BindingServer.Settings(
                                config.name(),
                                BindingAddress.of(config.name(), ports.receivePort()),
                                BindingAddress.of(config.name(), ports.sendPort()),
                                config.maxMessageBytes(),
                                token,
                                identity.committerId(),
                                identity.incarnation()),
                        sockets,
                        coordinator));
        node.reporter.ports(ports);
        return node;
    }

    /** Starts an instance as {@link #start} does, for a {@link Rehearsal}. */
    static InstanceNode rehearse(InstanceConfig config, SharedEngines scratch, ImmortalBase immortal) {
        return start(
                config,
                scratch,
                (coordinator, sockets, identity) -> new LocalApplication(config, immortal, List.of(), coordinator),
                System.Logger.Level.DEBUG);
    }

    private static InstanceNode start(InstanceConfig config, ApplicationFactory applicationOf) {
        return start(config, SharedEngines.PROCESS, applicationOf, System.Logger.Level.INFO);
    }

    private static InstanceNode start(
            InstanceConfig config, SharedEngines engines, ApplicationFactory applicationOf, System.Logger.Level told) {
        Registry registry = Engines.registry(config.registryDirectory());
        LogEngine engine = engines.open(config.log().absolute());
        Log log;
        try {
            log = engine.join(LogSettings.of(config));
        } catch (RuntimeException | Error failed) {
            engine.close();
            throw failed;
        }
        EarlyBeats beats = EarlyBeats.begin(config.name(), log.leadership(), config.lease());
        InstanceNode node;
        try {
            node = new InstanceNode(config, engine, log, beats, registry, applicationOf, told);
        } catch (RuntimeException | Error failed) {
            beats.stop();
            log.close();
            engine.close();
            throw failed;
        }
        try {
            node.start();
        } catch (RuntimeException | Error failed) {
            node.lifetime.close();
            if (node.lifetime.failure() != null) {
                throw node.lifetime.failure();
            }
            throw failed;
        }
        return node;
    }

    /** Creates the application's side of an instance. */
    @FunctionalInterface
    interface ApplicationFactory {
        /** Creates it. */
        Application make(CoordinatorLoop coordinator, SocketThread sockets, LogIdentity identity);
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
    public InstanceStatus status() {
        AmbrosiaException failure = lifetime.failure();
        Optional<String> problem = failure == null ? problem() : Optional.of(failure.getMessage());
        return new InstanceStatus(
                Optional.of(driver.replica().role()), serving && !lifetime.isEnding(), problem, checkpoints.last());
    }

    private Optional<String> problem() {
        return absence.problem()
                .or(application::problem)
                .or(checkpoints::problem)
                .or(refusals::problem);
    }

    @Override
    public CompletionStage<Void> checkpoint() {
        return checkpoints.request();
    }

    @Override
    public void close() {
        checkpointBeforeTheEnd();
        super.close();
    }

    /**
     * Takes a last checkpoint, if one is wanted. Another replica continues with the log at once,
     * and an application in another process continues on its own: then nothing is executed again,
     * and no checkpoint is needed.
     */
    private void checkpointBeforeTheEnd() {
        boolean wanted = !config.checkpointAtClose().isZero()
                && application.isLocal()
                && !config.isReplicated()
                && !isRehearsal();
        if (wanted && serving && !lifetime.isEnding() && !Threads.isOneOf(name())) {
            checkpoints.takeBeforeTheEnd();
        }
    }

    private boolean isRehearsal() {
        return told == System.Logger.Level.DEBUG;
    }

    @Override
    Lifetime lifetime() {
        return lifetime;
    }

    private void start() {
        lifetime.add("writer", writer::run);
        application.start(lifetime);
        if (log.leadership().role() == ReplicaRole.STANDBY) {
            lifetime.add("vacancy", vacancy::run);
        }
        lifetime.start();
        coordinate();
    }

    private void stop() {
        loop.stop();
        writer.stop();
        vacancy.stop();
        absence.stop();
        links.hangUp();
        application.stop();
        checkpoints.requests().end();
        endRehearsal();
    }

    private void endRehearsal() {
        Thread rehearsing = rehearsal;
        if (rehearsing != null) {
            rehearsing.interrupt();
        }
    }

    private void release() {
        try {
            awaitLoop();
            giveWay();
            releaseLinks();
            checkpoints.finish();
        } finally {
            beats.stop();
            log.close();
            engine.close();
        }
    }

    /** Waits for the end of the loop, so that no thread touches the log any more. */
    private void awaitLoop() {
        try {
            loop.awaitEnd(STOP_MILLIS);
        } catch (InterruptedException giveUp) {
            Thread.currentThread().interrupt();
        }
    }

    /**
     * Lets the process that continues go first. Ending takes as much of the processors as
     * continuing does, and all parties wait for the latter.
     */
    private void giveWay() {
        AmbrosiaException reason = lifetime.failure();
        if (reason != null && reason.tag() == ErrorTag.FENCED) {
            directory.awaitOther(location, config.lease());
            LockSupport.parkNanos(PEERS_MOVE_NANOS);
            application.replaced(reason);
        }
    }

    private void releaseLinks() {
        directory.close();
        reporter.close();
        links.close();
        if (application != null) {
            application.close();
        }
        sockets.close();
    }

    private static Links linksOrClose(InstanceConfig config, SocketThread sockets, LinkListener listener) {
        try {
            return new Links(sockets, config.tlsDirectory(), NodeSettings.maxFrameBytes(config), listener);
        } catch (RuntimeException | Error failed) {
            sockets.close();
            throw failed;
        }
    }

    private void coordinate() {
        ReplicaRole role = log.leadership().role();
        LOGGER.log(told, becomes(role));
        if (role == ReplicaRole.PRIMARY) {
            awaitSuccessor();
        } else if (role == ReplicaRole.CHECKPOINTER) {
            absence.begin();
        }
        loop.begin(driver);
    }

    /** Describes the replica's role, for people to read. */
    private String becomes(ReplicaRole role) {
        String what = switch (role) {
            case PRIMARY -> "is the primary";
            case CHECKPOINTER -> "takes the checkpoints";
            case STANDBY -> "is a standby";
        };
        return "Replica " + config.replica() + " of \"" + config.name() + "\" " + what;
    }

    /**
     * Lets another process request the log from now on. A request ends this process. The process
     * that continues finds everything that was acknowledged.
     */
    private void awaitSuccessor() {
        background.add(() -> log.leadership()
                .onHandoverRequest(successor -> lifetime.end(new AmbrosiaException(
                        ErrorTag.FENCED,
                        "Another process goes on with this instance, as " + successor + " has asked for (instance="
                                + config.name() + "). This one ends; there is nothing to do for it."))));
    }

    /** Receives what the watch for a primary has seen. On the watch's thread. */
    private void seen(Event event) {
        loop.post(event);
        if (event instanceof LeadershipEvent.Occupied && !application.isLocal()) {
            moveHere();
        }
    }

    /** Requests that an instance without replicas, which runs elsewhere, continues here. */
    private void moveHere() {
        if (!config.isReplicated() && !log.leadership().isPrimary()) {
            LOGGER.log(
                    System.Logger.Level.INFO,
                    "The instance \"" + name() + "\" runs in another process, which is asked to end, and waited for");
            log.leadership().requestHandover();
        }
    }

    /** Reacts to what the driver does. Called on the coordinator's thread. */
    private final class DriverListener implements ReplicaDriver.Listener {
        private final Warnings warnings = new Warnings(config.name());

        @Override
        public void before(Event event) {
            application.before(event);
            checkpoints.requests().before(event, driver.replica());
        }

        @Override
        public void after(Event event) {
            application.after(event);
            if (event instanceof LinkEvent.Received received) {
                links.handled(received.link(), received.bytes(), received.length());
                return;
            }
            checkpoints.requests().after(event);
            forgets.after(event, driver.replica());
            if (event instanceof LeadershipEvent.Elected elected) {
                elected(elected.epoch());
            }
        }

        private void elected(long epoch) {
            LOGGER.log(told, becomes(ReplicaRole.PRIMARY) + ", epoch " + epoch);
            beats.elected();
            endRehearsal();
            awaitSuccessor();
        }

        @Override
        public void serves() {
            LOGGER.log(
                    told,
                    "Instance \"" + config.name() + "\" serves on " + config.host() + ":" + port + ", epoch "
                            + log.identity().epoch() + ", behind " + driver.replayedRecords() + " replayed records");
        }

        @Override
        public void level() {
            if (application.isLocal()) {
                moveHere();
            }
            if (config.isReplicated() && driver.replica().role() == ReplicaRole.STANDBY && !isRehearsal()) {
                rehearsal = Rehearsal.begin(config);
                if (lifetime.isEnding()) {
                    rehearsal.interrupt();
                }
            }
        }

        @Override
        public void takesCheckpoints() {
            LOGGER.log(System.Logger.Level.INFO, becomes(ReplicaRole.CHECKPOINTER));
            vacancy.stop();
            absence.begin();
        }

        @Override
        public void ticked(boolean looks) {
            application.look(System.nanoTime());
            if (looks && config.isReplicated() && checkpoints.requests().areBegun()) {
                background.add(checkpoints::lookForStored);
            }
            reporter.report(driver.replica(), log, driver.bytesBehind(), writer.slowestNanos(), port, problem());
        }

        @Override
        public void turnEnds() {
            CoordinatorCore core = driver.replica().core();
            if (driver.replica().role() == ReplicaRole.STANDBY) {
                vacancy.position(driver.position());
            }
            if (!serving && core != null && core.isServing() && application.isReady()) {
                serving = true;
                beats.serving();
                lifetime.nowServing();
            }
            checkpoints.look(core);
            refusals.look(core);
        }

        @Override
        public void warn(ErrorTag tag, String message) {
            warnings.warn(tag, message);
        }
    }
}
