package org.ambrosia.runtime.node;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.ambrosia.runtime.api.AmbrosiaException;
import org.ambrosia.runtime.api.InstanceConfig;
import org.ambrosia.runtime.api.LogLocation;
import org.ambrosia.runtime.codegen.ArgumentReader;
import org.ambrosia.runtime.codegen.ArgumentWriter;
import org.ambrosia.runtime.codegen.Dispatcher;
import org.ambrosia.runtime.codegen.ImmortalBase;

/**
 * Rehearses the take-over of a standby where it does not matter: with three replicas and a peer in
 * this process. They use a log that no other process sees, and a registry in a temporary directory.
 * The primary ends a few times. So the code that is loaded, linked and compiled at its first use is
 * ready when a take-over counts. The success or failure of a rehearsal changes nothing else.
 */
final class Rehearsal implements AutoCloseable {
    private static final System.Logger LOGGER = System.getLogger(Rehearsal.class.getName());
    private static final String INSTANCE = "rehearsal";
    private static final String PEER = "rehearsal-peer";
    private static final int REPLICAS = 3;
    private static final int TIMES = 3;
    private static final int CALLS = 20;
    private static final long DEADLINE_SECONDS = 20;

    private final Path directory;
    /** The location of the instance's log; the rehearsal's log is like it. */
    private final LogLocation location;

    private final SharedEngines engines;
    private final Semaphore answers = new Semaphore(0);
    private final List<InstanceNode> nodes = new ArrayList<>();

    private Rehearsal(Path directory, LogLocation location) {
        this.directory = directory;
        this.location = location;
        this.engines = new SharedEngines(where -> LogEngines.installed().scratch(where, directory.resolve("logs")));
    }

    /**
     * Rehearses on a thread of its own, and logs when that is done. The thread ends soon after it
     * is interrupted.
     */
    static Thread begin(InstanceConfig standby) {
        Thread thread = Threads.named(standby.name(), "rehearsal").newThread(() -> rehearse(standby));
        thread.start();
        return thread;
    }

    private static void rehearse(InstanceConfig standby) {
        try {
            Optional<Path> directory = RehearsalDirectory.make();
            if (directory.isEmpty()) {
                return;
            }
            try (Rehearsal rehearsal = new Rehearsal(directory.get(), standby.log())) {
                rehearsal.run();
            }
            LOGGER.log(
                    System.Logger.Level.INFO,
                    "Replica " + standby.replica() + " of \"" + standby.name() + "\" has rehearsed taking over");
        } catch (InterruptedException ended) {
            Thread.currentThread().interrupt();
        } catch (IOException | AmbrosiaException | IllegalStateException failed) {
            boolean ended = Thread.currentThread().isInterrupted();
            LOGGER.log(
                    ended ? System.Logger.Level.DEBUG : System.Logger.Level.WARNING,
                    "A rehearsal failed; a take-over may be slower, and no worse",
                    failed);
        }
    }

    private void run() throws InterruptedException {
        Deque<InstanceNode> replicas = new ArrayDeque<>();
        for (int replica = 0; replica < REPLICAS; replica++) {
            replicas.add(start(INSTANCE, replica, new Rehearsed(PEER, null)));
        }
        Rehearsed caller = new Rehearsed(INSTANCE, answers);
        start(PEER, 0, caller);
        caller.awaitPrimary();
        exchange(caller);
        InstanceNode primary = replicas.poll();
        InstanceNode standby = replicas.pollLast();
        for (int i = 0; i < TIMES; i++) {
            primary.close();
            exchange(caller);
            primary = standby;
            standby = start(INSTANCE, REPLICAS + i, new Rehearsed(PEER, null));
        }
    }

    private InstanceNode start(String name, int replica, Rehearsed immortal) {
        InstanceConfig.Builder config = InstanceConfig.builder(name)
                .log(location)
                .registryDirectory(directory.resolve("registry"))
                .lease(Duration.ofSeconds(DEADLINE_SECONDS));
        if (name.equals(INSTANCE)) {
            config.replica(replica);
        }
        InstanceNode node = InstanceNode.rehearse(config.build(), engines, immortal);
        nodes.add(node);
        return node;
    }

    private void exchange(Rehearsed caller) throws InterruptedException {
        for (int i = 0; i < CALLS; i++) {
            caller.call();
            if (!answers.tryAcquire(DEADLINE_SECONDS, TimeUnit.SECONDS)) {
                throw new IllegalStateException("No answer came within " + DEADLINE_SECONDS + " seconds");
            }
        }
    }

    @Override
    public void close() throws IOException {
        nodes.forEach(InstanceNode::close);
        RehearsalDirectory.delete(directory);
    }

    /**
     * Calls another immortal, and answers its calls. Contains, written by hand, code that is
     * otherwise generated.
     */
    private static final class Rehearsed extends ImmortalBase implements Dispatcher {
        private static final int CALL = 1;
        private static final int ANSWER = 2;

        private final transient String other;
        private final transient Semaphore answers;
        private final transient CountDownLatch primary = new CountDownLatch(1);

        Rehearsed(String other, Semaphore answers) {
            this.other = other;
            this.answers = answers;
        }

        @Override
        protected void onBecomingPrimary() {
            primary.countDown();
        }

        /** Waits until this is primary; before that it must not send impulses. */
        void awaitPrimary() throws InterruptedException {
            if (!primary.await(DEADLINE_SECONDS, TimeUnit.SECONDS)) {
                throw new IllegalStateException("No primary within " + DEADLINE_SECONDS + " seconds");
            }
        }

        /** Sends an impulse, as from outside. */
        void call() {
            ArgumentWriter call = context().beginImpulse(other, CALL);
            call.writeLong(System.nanoTime());
            context().endImpulse(call);
        }

        @Override
        public boolean dispatch(int methodId, ArgumentReader arguments, ArgumentWriter result) {
            long value = arguments.readLong();
            arguments.end();
            if (methodId == CALL) {
                ArgumentWriter call = context().beginFork(other, ANSWER);
                call.writeLong(value);
                context().endFork(call);
            } else if (answers != null) {
                answers.release();
            }
            return false;
        }

        @Override
        protected Dispatcher dispatcher() {
            return this;
        }

        @Override
        public String schema() {
            return "interface " + Rehearsed.class.getName() + "\nimpulse " + CALL + " void call(long)\nmethod " + ANSWER
                    + " void answer(long)\n";
        }
    }
}
