package org.ambrosia.runtime.node;

import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.RejectedExecutionException;
import org.ambrosia.runtime.api.AmbrosiaException;
import org.ambrosia.runtime.api.ErrorTag;
import org.ambrosia.runtime.api.InstanceConfig;
import org.ambrosia.runtime.api.ReplicaRole;
import org.ambrosia.runtime.core.Effects;
import org.ambrosia.runtime.core.Event;
import org.ambrosia.runtime.core.LoggedRecord;
import org.ambrosia.runtime.log.Log;
import org.ambrosia.runtime.log.LogReader;
import org.ambrosia.runtime.log.StoredCheckpoint;
import org.ambrosia.runtime.net.Links;
import org.ambrosia.runtime.protocol.Delivery;
import org.ambrosia.runtime.protocol.LogBudget;
import org.ambrosia.runtime.protocol.PeerFrame;
import org.ambrosia.runtime.registry.Location;

/** Carries out what a replica wants, with files, sockets and threads. Called on the coordinator's thread. */
final class ReplicaEffects implements Effects {
    private static final System.Logger LOGGER = System.getLogger(InstanceNode.class.getName());

    private final InstanceConfig config;
    private final int port;
    private final Log log;
    private final Links links;
    private final CoordinatorLoop loop;
    private final LogWriter writer;
    private final Application application;
    private final Directory directory;
    private final ExecutorService checkpoints;
    private final Lifetime lifetime;
    private final System.Logger.Level told;
    /** Of what peers cause, which may be much. */
    private final LogBudget warnings = new LogBudget(LOGGER, System::nanoTime);

    private volatile boolean primary;

    ReplicaEffects(
            InstanceConfig config,
            int port,
            Log log,
            Links links,
            CoordinatorLoop loop,
            LogWriter writer,
            Application application,
            Directory directory,
            ExecutorService checkpoints,
            Lifetime lifetime,
            System.Logger.Level told) {
        this.config = config;
        this.port = port;
        this.log = log;
        this.links = links;
        this.loop = loop;
        this.writer = writer;
        this.application = application;
        this.directory = directory;
        this.checkpoints = checkpoints;
        this.lifetime = lifetime;
        this.told = told;
        this.primary = log.role() == ReplicaRole.PRIMARY;
    }

    /** Whether this process has claimed the log. From any thread. */
    boolean isPrimary() {
        return primary;
    }

    /** For people to read. */
    static String becomes(InstanceConfig config, ReplicaRole role) {
        String what = switch (role) {
            case PRIMARY -> "is the primary";
            case CHECKPOINTER -> "takes the checkpoints";
            case STANDBY -> "is a standby";
        };
        return "Replica " + config.replica() + " of \"" + config.name() + "\" " + what;
    }

    @Override
    public void restore(int reading) {
        loop.stopReplaying();
        background("Reading the newest checkpoint", () -> {
            Optional<StoredCheckpoint> newest = log.newestCheckpoint();
            if (newest.isEmpty()) {
                loop.post(new Event.NothingStored(reading));
                return;
            }
            StoredCheckpoint stored = newest.get();
            LogReader reader = log.read(stored.number());
            loop.post(new CoordinatorLoop.ReplayBegun(
                    new Event.Restored(reading, stored.number(), stored.coordinator(), stored.application()), reader));
        });
    }

    @Override
    public void claim() {
        if (!log.claim()) {
            loop.post(new Event.NotElected());
            return;
        }
        primary = true;
        LOGGER.log(
                told,
                becomes(config, ReplicaRole.PRIMARY) + ", epoch "
                        + log.identity().epoch());
        loop.post(new Event.Elected(log.identity().epoch()));
        awaitSuccessor();
    }

    /** Where this process is reached. */
    Location location() {
        return new Location(config.name(), config.advertisedHost(), port);
    }

    /** From now on another process may ask for the log. It ends this one; whoever goes on finds everything that was acknowledged. */
    void awaitSuccessor() {
        background(
                "Watching for a successor",
                () -> log.onSuccessor(successor -> lifetime.end(new AmbrosiaException(
                        ErrorTag.Fenced,
                        "Another process goes on with this instance, as " + successor + " has asked for (instance="
                                + config.name() + "). This one ends; there is nothing to do for it."))));
    }

    @Override
    public void cutBinding() {
        application.cut();
    }

    /** Does this on the thread that stores checkpoints; the instance ends if it fails. */
    void background(String what, Runnable work) {
        try {
            checkpoints.execute(() -> {
                try {
                    work.run();
                } catch (AmbrosiaException failed) {
                    lifetime.end(failed);
                } catch (RuntimeException | Error failed) {
                    lifetime.end(new AmbrosiaException(
                            ErrorTag.InternalError,
                            what + " failed (instance=" + config.name() + "): " + failed
                                    + ". If memory was short, give the process more than the state takes.",
                            failed));
                }
            });
        } catch (RejectedExecutionException ending) {
            // The instance ends.
        }
    }

    @Override
    public byte[] arrayFor(int bytes) {
        return application.arrayFor(bytes);
    }

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
        writer.behind(() -> {
            try {
                checkpoints.execute(() -> store(number, coordinator, application));
            } catch (RejectedExecutionException ending) {
                // The instance ends, and restarts from the checkpoint before.
            }
        });
    }

    /** A checkpoint that can't be loaded must not replace one that can: it is loaded before it is stored. */
    private void store(long number, byte[] coordinator, byte[] state) {
        try {
            verify(state);
            log.storeCheckpoint(number, coordinator, state);
            loop.post(new Event.CheckpointStored(number));
        } catch (AmbrosiaException failed) {
            loop.post(new Event.CheckpointFailed(number, failed));
        } catch (RuntimeException | Error failed) {
            loop.post(new Event.CheckpointFailed(
                    number,
                    new AmbrosiaException(
                            ErrorTag.InternalError,
                            "Storing a checkpoint failed (instance=" + config.name() + "): " + failed
                                    + ". If memory was short, give the process more.",
                            failed)));
        }
    }

    private void verify(byte[] state) {
        try {
            application.verify(state);
        } catch (OutOfMemoryError scarce) {
            LOGGER.log(
                    System.Logger.Level.WARNING,
                    "[Ambrosia/" + ErrorTag.StateTooLarge
                            + "] Memory does not suffice to look whether a checkpoint can be loaded; it is stored all the"
                            + " same (instance=" + config.name() + "). Recovery may need more memory too: raise -Xmx.");
        }
    }

    @Override
    public void deliver(Delivery delivery) {
        application.deliver(delivery);
    }

    @Override
    public void feed(int session) {
        background("Reading the newest checkpoint for the application", () -> {
            StoredCheckpoint stored = log.newestCheckpoint().orElseThrow();
            loop.post(new CoordinatorLoop.FeedBegun(
                    new Event.FedFrom(session, stored.coordinator(), stored.application()), log.read(stored.number())));
        });
    }

    @Override
    public void refuseBinding(AmbrosiaException reason) {
        application.refuse(reason);
    }

    @Override
    public void serve() {
        log.checkReign();
        links.accept();
        directory.publishAndWatch(
                location(), log::checkReign, peer -> loop.post(new Event.PeerPublished(peer)), lifetime::end);
        LOGGER.log(
                told,
                "Instance \"" + config.name() + "\" serves on " + config.host() + ":" + port + ", epoch "
                        + log.identity().epoch() + ", behind " + loop.replayedRecords() + " replayed records");
    }

    @Override
    public void dial(String peer) {
        directory.dial(peer);
    }

    @Override
    public void send(int link, PeerFrame frame) {
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
        if (warnings.allows(System.Logger.Level.WARNING, "[Ambrosia/" + tag + "] (instance=" + config.name() + ")")) {
            LOGGER.log(
                    System.Logger.Level.WARNING,
                    "[Ambrosia/" + tag + "] " + message + " (instance=" + config.name() + ")");
        }
    }

    @Override
    public void fail(AmbrosiaException reason) {
        throw reason;
    }
}
