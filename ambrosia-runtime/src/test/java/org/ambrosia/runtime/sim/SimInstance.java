package org.ambrosia.runtime.sim;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import org.ambrosia.runtime.api.AmbrosiaException;
import org.ambrosia.runtime.api.ErrorTag;
import org.ambrosia.runtime.core.CoordinatorCore;
import org.ambrosia.runtime.core.CoreSettings;
import org.ambrosia.runtime.core.Delivery;
import org.ambrosia.runtime.core.Effects;
import org.ambrosia.runtime.core.Event;
import org.ambrosia.runtime.core.LoggedRecord;
import org.ambrosia.runtime.protocol.Decoder;

/** One process of an instance, from its start to its crash: the production core, with everything around it simulated. */
final class SimInstance implements Effects {
    /** Small, so that every bound is met often. */
    private static final CoreSettings.Limits LIMITS = new CoreSettings.Limits(256, 300, 500);

    private final SimCluster cluster;
    private final SimScheduler scheduler;
    private final String name;
    private final SimLog log;
    private final TokenApp app;
    private final CoordinatorCore core;
    private final ArrayDeque<Runnable> disk = new ArrayDeque<>();
    private final ArrayDeque<Delivery> deliveries = new ArrayDeque<>();
    private final List<String> warnings = new ArrayList<>();
    private Iterator<LoggedRecord> replaying;
    private boolean diskBusy;
    private boolean appBusy;
    private boolean serving;
    private boolean reading = true;
    private boolean dead;

    SimInstance(SimCluster cluster, String name, SimLog log) {
        this.cluster = cluster;
        this.scheduler = cluster.scheduler();
        this.name = name;
        this.log = log;
        this.app = new TokenApp(name, cluster.names());
        log.epoch++;
        CoreSettings settings = new CoreSettings(
                name, log.incarnation, 1234, log.epoch, 1 << 16, cluster.checkpointBytes(), 2_000_000_000L, LIMITS);
        this.core = new CoordinatorCore(settings, this);
        start();
    }

    TokenApp app() {
        return app;
    }

    String name() {
        return name;
    }

    boolean isServing() {
        return serving && !dead;
    }

    boolean isDead() {
        return dead;
    }

    boolean isReading() {
        return reading;
    }

    List<String> warnings() {
        return warnings;
    }

    /** The process ends here and now. What was being written may or may not be on disk. */
    void crash() {
        dead = true;
        cluster.linksOf(this).forEach(SimLink::cut);
        if (diskBusy && scheduler.chance(0.5)) {
            disk.poll().run();
        }
    }

    void impulse(String destination, TokenApp.Token token) {
        byte[] message = app.impulse(destination, token);
        on(new Event.BindingOutput(message, 0, message.length));
    }

    void on(Event event) {
        if (!dead) {
            cluster.trace(name + " " + event.getClass().getSimpleName());
            core.on(event, scheduler.nowNanos(), scheduler.nowNanos() / 1_000_000);
            replayMore();
        }
    }

    private void start() {
        if (log.checkpoints.isEmpty()) {
            on(new Event.FirstStart());
        } else {
            long number = log.checkpoints.lastKey();
            SimLog.Stored stored = log.checkpoints.get(number);
            replaying = log.from(number).iterator();
            on(new Event.Restored(stored.coordinator(), stored.application()));
        }
        tick();
    }

    private void tick() {
        scheduler.after(50_000_000L, () -> {
            if (!dead) {
                on(new Event.Tick());
                tick();
            }
        });
    }

    private void replayMore() {
        while (replaying != null && core.wantsReplay()) {
            if (replaying.hasNext()) {
                LoggedRecord record = replaying.next();
                core.on(new Event.Replayed(record, stored(record)), scheduler.nowNanos(), 0);
            } else {
                replaying = null;
                core.on(new Event.ReplayEnded(log.nextSegment()), scheduler.nowNanos(), 0);
            }
        }
    }

    @Override
    public void append(LoggedRecord record) {
        onDisk(() -> {
            log.append(record);
            on(new Event.Appended(record.sequence(), stored(record)));
        });
    }

    @Override
    public void startSegment(long number, long firstSequence) {
        onDisk(() -> log.startSegment(number));
    }

    @Override
    public void storeCheckpoint(long number, byte[] coordinator, byte[] application) {
        boolean fails = !log.checkpoints.isEmpty() && cluster.checkpointFails();
        later(2_000, () -> {
            if (fails) {
                on(new Event.CheckpointFailed(
                        number, new AmbrosiaException(ErrorTag.LogUnavailable, "simulated: no room")));
            } else {
                log.storeCheckpoint(number, new SimLog.Stored(coordinator, application));
                on(new Event.CheckpointStored(number));
            }
        });
    }

    @Override
    public void deliver(Delivery delivery) {
        deliveries.add(delivery);
        executeNext();
    }

    @Override
    public void serve() {
        serving = true;
    }

    @Override
    public void dial(String peer) {
        later(500, () -> cluster.dial(this, peer));
    }

    @Override
    public void send(int link, byte[] frame) {
        cluster.link(link).send(this, frame);
    }

    @Override
    public void close(int link) {
        cluster.link(link).closeBy(this);
    }

    @Override
    public void readLinks(boolean wanted) {
        reading = wanted;
        if (wanted) {
            later(1, () -> cluster.linksOf(this).forEach(each -> each.readMore(this)));
        }
    }

    @Override
    public void warn(ErrorTag tag, String message) {
        warnings.add(tag + " " + message);
    }

    @Override
    public void fail(AmbrosiaException reason) {
        throw reason;
    }

    private void onDisk(Runnable write) {
        disk.add(write);
        writeNext();
    }

    private void writeNext() {
        if (!diskBusy && !disk.isEmpty()) {
            diskBusy = true;
            later(cluster.diskMicros(), () -> {
                diskBusy = false;
                disk.poll().run();
                writeNext();
            });
        }
    }

    private void executeNext() {
        if (!appBusy && !deliveries.isEmpty()) {
            appBusy = true;
            later(cluster.handlerMicros(), () -> {
                execute(deliveries.poll());
                appBusy = false;
                executeNext();
            });
        }
    }

    private void execute(Delivery delivery) {
        if (delivery instanceof Delivery.FirstStart) {
            byte[] initial = TokenApp.initialMessage();
            on(new Event.BindingOutput(initial, 0, initial.length));
            on(new Event.BindingCheckpoint(app.save()));
            on(new Event.BindingCaughtUp());
        } else if (delivery instanceof Delivery.Restore restore) {
            app.load(restore.application());
        } else if (delivery instanceof Delivery.TakeCheckpoint) {
            on(new Event.BindingCheckpoint(app.save()));
        } else if (delivery instanceof Delivery.BecomingPrimary) {
            on(new Event.BindingCaughtUp());
        } else if (delivery instanceof Delivery.Messages messages) {
            LoggedRecord record = messages.record();
            Decoder in = new Decoder(record.bytes(), record.bodyOffset(), record.bodyLength());
            while (in.remaining() > 0) {
                int size = in.length();
                byte[] sent = app.execute(new Decoder(in.array(), in.position(), size));
                in.skip(size);
                if (sent.length > 0) {
                    on(new Event.BindingOutput(sent, 0, sent.length));
                }
            }
            on(new Event.Consumed(record.bodyLength()));
        }
    }

    private void later(int mostMicros, Runnable action) {
        scheduler.later(mostMicros, () -> {
            if (!dead) {
                action.run();
            }
        });
    }

    private static int stored(LoggedRecord record) {
        return record.length();
    }
}
