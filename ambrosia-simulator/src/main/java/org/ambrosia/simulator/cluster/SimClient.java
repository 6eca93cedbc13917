package org.ambrosia.simulator.cluster;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.ambrosia.runtime.api.AmbrosiaException;
import org.ambrosia.runtime.api.ErrorTag;
import org.ambrosia.runtime.binding.ClientCalls;
import org.ambrosia.runtime.codegen.ClientContext;
import org.ambrosia.runtime.core.ApplicationEvent;
import org.ambrosia.runtime.core.CoordinatorEvent;
import org.ambrosia.runtime.core.LinkEvent;
import org.ambrosia.runtime.core.TimeEvent;
import org.ambrosia.runtime.core.driver.ClientDriver;
import org.ambrosia.runtime.protocol.CallRun;
import org.ambrosia.runtime.protocol.ClientName;
import org.ambrosia.runtime.protocol.Encoder;
import org.ambrosia.runtime.protocol.FrameFormat;
import org.ambrosia.runtime.protocol.PeerFrame;
import org.ambrosia.runtime.serial.KryoCodec;
import org.ambrosia.simulator.check.Violation;
import org.ambrosia.simulator.workload.ledger.LedgerClient;

/**
 * A program that calls an instance from outside, with the production session and calls. It counts its calls, and checks the answers. Now
 * and then it ends, with or without a farewell, and begins anew under another name; so it does when the instance has forgotten it.
 */
final class SimClient implements LinkEnd, ClientDriver.Host, ClientCalls.Port {
    private static final long TICK_NANOS = 50_000_000L;
    private static final int ACT_MICROS = 30_000;
    private static final int MOST_CALLS = 4;
    private static final int MOST_FILLER = 600;
    private static final int MOST_AWAY_MICROS = 6_000_000;
    private static final double SAYS_FAREWELL = 0.3;
    private static final double WAITS = 0.3;

    private final Cluster cluster;
    private final Scheduler scheduler;
    private final String label;
    private final String instance;
    private ClientDriver driver;
    private ClientCalls calls;
    private LedgerClient ledger;
    private long awayUntilNanos;
    /** Whether it says farewell at this moment. */
    private boolean leaves;

    private long number;
    /** What is wrong with each answer, or nothing, in the order of the calls. */
    private ArrayDeque<CompletableFuture<String>> answers;
    /** Who waits until its calls are durable. */
    private final List<Waiter> waiters = new ArrayList<>();

    SimClient(Cluster cluster, String label, String instance) {
        this.cluster = cluster;
        this.scheduler = cluster.scheduler();
        this.label = label;
        this.instance = instance;
        begin();
    }

    private void begin() {
        String name = newName();
        calls = new ClientCalls(
                instance, name, this, context -> new KryoCodec(null, List.of(), context), Cluster.LARGEST_MESSAGE);
        ledger = LedgerClient.of(new Calls(), instance);
        number = 0;
        answers = new ArrayDeque<>();
        waiters.clear();
        driver = new ClientDriver(
                instance,
                name,
                new ClientDriver.Settings(
                        Cluster.LARGEST_MESSAGE, cluster.settings().peerTimeoutNanos(), Cluster.LIMITS),
                this);
        driver.time(scheduler.nowNanos(), 1);
        driver.begin();
        cluster.count(Coverage.Count.CALLERS);
    }

    private String newName() {
        return ClientName.of(scheduler.random().nextLong());
    }

    void start() {
        tick();
        actLater();
    }

    private void tick() {
        scheduler.after(TICK_NANOS, () -> {
            if (!isAway()) {
                tell(new TimeEvent.Tick());
            }
            tick();
        });
    }

    private void actLater() {
        scheduler.after(scheduler.some(ACT_MICROS), () -> {
            if (cluster.isChaos()) {
                if (cluster.strikes(Fault.CALLER_KILLED, cluster.faults().kill() / 4)) {
                    end();
                } else if (cluster.strikes(Fault.CALLER_AWAY, cluster.faults().cut() / 4)) {
                    awayUntilNanos = scheduler.nowNanos() + scheduler.some(MOST_AWAY_MICROS);
                    cluster.network().drop(this, scheduler.chance(0.5));
                }
                act();
                actLater();
            }
        });
    }

    /** Makes some calls. */
    void act() {
        for (int left = scheduler.random().nextInt(1, MOST_CALLS + 1); left > 0; left--) {
            long wanted = ++number;
            byte[] filler = new byte[scheduler.random().nextInt(MOST_FILLER)];
            if (scheduler.random().nextBoolean()) {
                ledger.enterFork(name(), wanted, filler);
                continue;
            }
            CompletableFuture<Long> answer = ledger.enterAsync(name(), wanted, filler);
            answers.add(answer.handle((given, failure) -> whatIsWrong(wanted, given, failure)));
        }
        if (scheduler.chance(WAITS)) {
            Waiter waiter = new Waiter(name(), number);
            waiters.add(waiter);
            driver.await(waiter, new AmbrosiaException(ErrorTag.INSTANCE_ENDED, "ended"));
        }
    }

    /** What the generated client calls by. */
    private final class Calls implements ClientContext.OfClient {
        @Override
        public ClientContext contextFor(String instanceName) {
            Violation.unless(instanceName.equals(instance), label + " calls " + instanceName);
            return calls;
        }

        @Override
        public CompletableFuture<Void> durable() {
            throw new UnsupportedOperationException();
        }

        @Override
        public void acknowledgeLoss() {
            throw new UnsupportedOperationException();
        }

        @Override
        public void close() {
            throw new UnsupportedOperationException();
        }
    }

    /** The program waits until the calls are durable that it has made so far. */
    private final class Waiter implements ClientDriver.Waiter {
        private final String name;
        private final long calls;

        Waiter(String name, long calls) {
            this.name = name;
            this.calls = calls;
        }

        @Override
        public String name() {
            return name;
        }

        @Override
        public long calls() {
            return calls;
        }

        @Override
        public void durable() {
            done();
            cluster.count(Coverage.Count.CALLERS_WAITED);
        }

        @Override
        public void failed(AmbrosiaException reason) {
            done();
            Violation.unless(
                    leaves || !name.equals(SimClient.this.name()),
                    label + " is told that calls are lost which are not: " + reason);
        }

        private void done() {
            Violation.unless(waiters.remove(this), label + " is told twice what became of its calls");
        }
    }

    private String whatIsWrong(long wanted, Long given, Throwable failure) {
        if (failure == null) {
            return given == wanted ? "" : label + " gets " + given + " for its call " + wanted;
        }
        boolean forgotten = failure instanceof AmbrosiaException known && known.tag() == ErrorTag.CLIENT_FORGOTTEN;
        return forgotten ? "" : label + " is told of call " + wanted + ": " + failure;
    }

    private void checkAnswers() {
        while (!answers.isEmpty() && answers.peek().isDone()) {
            String wrong = answers.poll().join();
            Violation.unless(wrong.isEmpty(), wrong);
        }
    }

    /** The process ends, and another one begins. */
    private void end() {
        if (scheduler.chance(SAYS_FAREWELL)) {
            driver.time(scheduler.nowNanos(), 1);
            leaves = true;
            driver.end(new AmbrosiaException(ErrorTag.INSTANCE_ENDED, "ended"));
            leaves = false;
            cluster.network().closeAll(this);
        } else {
            cluster.network().drop(this, scheduler.chance(0.5));
        }
        begin();
    }

    /** Whether it has no network. */
    private boolean isAway() {
        return scheduler.nowNanos() < awayUntilNanos;
    }

    /** Whether everything that was called is durable, and answered. */
    boolean isQuiet() {
        return driver.isEmpty() && calls.awaited().isEmpty() && waiters.isEmpty();
    }

    /** What it waits for, for people to read. */
    @Override
    public String toString() {
        return label + " " + name() + ": " + driver.heldBytes() + " bytes not durable, "
                + calls.awaited().size() + " calls not answered of " + number;
    }

    @Override
    public String name() {
        return calls.name();
    }

    @Override
    public void run(Runnable action) {
        action.run();
    }

    @Override
    public void on(LinkEvent event) {
        tell(event);
    }

    private void tell(CoordinatorEvent event) {
        cluster.trace(label, event.getClass().getSimpleName());
        driver.time(scheduler.nowNanos(), 1);
        driver.on(event);
        checkAnswers();
    }

    /** The instance has forgotten it. It makes no calls while it is told so. */
    @Override
    public String renamed(long durable, AmbrosiaException reason) {
        Violation.unless(reason.tag() == ErrorTag.CLIENT_FORGOTTEN, label + " ended itself: " + reason.getMessage());
        Violation.unless(
                durable <= number, label + " has made " + number + " calls, of which " + durable + " are durable");
        cluster.count(Coverage.Count.CALLERS_FORGOTTEN);
        if (durable < number) {
            cluster.count(Coverage.Count.CALLERS_LOST_CALLS);
        }
        number = 0;
        calls.rename(newName());
        calls.abandonFormer(reason);
        checkAnswers();
        return calls.name();
    }

    @Override
    public boolean isAlive() {
        return true;
    }

    @Override
    public boolean isReading() {
        return true;
    }

    /** Instead of this stage, {@link Waiter}s learn what is durable. */
    @Override
    public CompletionStage<Void> sendFork(String destination, Encoder body) {
        send(name(), destination, body);
        return new CompletableFuture<>();
    }

    @Override
    public void send(String answeredAs, String destination, Encoder body) {
        byte[] call = new byte[body.length() + CallRun.CALL_OVERHEAD];
        int end = CallRun.encode(body.array(), 0, body.length(), call, 0);
        tell(new ApplicationEvent.CallsMade(new CallRun(destination, 1, call, 0, end)));
    }

    @Override
    public void dial(String peer) {
        String dialler = name();
        ClientDriver dialling = driver;
        if (isAway()) {
            scheduler.after(awayUntilNanos - scheduler.nowNanos(), () -> {
                if (driver == dialling && name().equals(dialler)) {
                    on(new LinkEvent.DialFailed(peer));
                }
            });
            return;
        }
        scheduler.after(scheduler.some(cluster.faults().networkMicros()), () -> {
            if (driver == dialling && name().equals(dialler)) {
                cluster.network().dial(this, peer);
            }
        });
    }

    @Override
    public void send(int link, PeerFrame frame) {
        cluster.sent(this, link, frame);
        cluster.network().send(link, this, FrameFormat.encode(frame));
    }

    @Override
    public void close(int link) {
        cluster.network().close(link, this);
    }

    @Override
    public void readLinks(boolean wanted) {}

    @Override
    public void answered(byte[] bytes, int offset, int length) {
        calls.answered(bytes, offset, length);
    }

    @Override
    public void warn(ErrorTag tag, String message) {
        throw new Violation(label + " warns [" + tag + "]: " + message);
    }
}
