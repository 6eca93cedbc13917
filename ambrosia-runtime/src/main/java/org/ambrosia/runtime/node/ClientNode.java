package org.ambrosia.runtime.node;

import java.security.SecureRandom;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;
import org.ambrosia.runtime.api.AmbrosiaException;
import org.ambrosia.runtime.api.ClientConfig;
import org.ambrosia.runtime.api.ErrorTag;
import org.ambrosia.runtime.api.InstanceNames;
import org.ambrosia.runtime.codegen.ClientContext;
import org.ambrosia.runtime.core.LinkEvent;
import org.ambrosia.runtime.net.LinkListener;
import org.ambrosia.runtime.net.Links;
import org.ambrosia.runtime.net.SocketThread;
import org.ambrosia.runtime.protocol.ClientName;
import org.ambrosia.runtime.protocol.FrameFormat;
import org.ambrosia.runtime.registry.Registry;

/**
 * The shell of a client: one thread for its sockets and for its
 * {@linkplain ClientSession sessions} with instances.
 */
public final class ClientNode implements ClientContext.OfClient {
    private static final System.Logger LOGGER = System.getLogger(ClientNode.class.getName());
    private static final String THREADS = "client";
    private static final long TICK_NANOS = 50_000_000L;
    private static final long MOST_END_MILLIS = 2_000;

    private final ClientConfig config;
    private final SocketThread sockets;
    private final Links links;
    private final Directory directory;
    private final SecureRandom random = new SecureRandom();
    private final Map<String, ClientSession> sessions = new ConcurrentHashMap<>();
    private final Queue<Runnable> tasks = new ConcurrentLinkedQueue<>();
    private final CompletableFuture<Void> ended = new CompletableFuture<>();
    /** The sessions by link; used on the sockets' thread only. */
    private final Map<Integer, ClientSession> byLink = new HashMap<>();

    private volatile boolean outputWaits;
    private volatile boolean closed;
    private volatile Thread thread;
    private volatile long tickNanos = System.nanoTime();

    private ClientNode(ClientConfig config) {
        this.config = config;
        Registry registry = Engines.registry(config.registryDirectory());
        this.sockets = new SocketThread(THREADS);
        LinkListener listener = new Listener();
        try {
            int maxFrameBytes = Math.max(config.maxMessageBytes(), 1 << 16) + FrameFormat.OVERHEAD_BYTES;
            this.links = new Links(sockets, config.tlsDirectory(), maxFrameBytes, listener);
        } catch (RuntimeException | Error failed) {
            sockets.close();
            throw failed;
        }
        this.directory = new Directory(THREADS, registry, links, listener);
    }

    /** Starts a caller; links are opened when instances are called. */
    public static ClientNode start(ClientConfig config) {
        ClientNode node = new ClientNode(config);
        node.directory.watch(instance -> node.tell(instance, new LinkEvent.PeerPublished(instance)));
        node.sockets.drive(node.new Work());
        return node;
    }

    @Override
    public ClientContext contextFor(String instanceName) {
        InstanceNames.check(instanceName);
        return sessions.computeIfAbsent(instanceName, name -> new ClientSession(this, name, config))
                .calls();
    }

    @Override
    public CompletableFuture<Void> durable() {
        if (closed) {
            return CompletableFuture.failedFuture(closedException());
        }
        return CompletableFuture.allOf(
                sessions.values().stream().map(ClientSession::durable).toArray(CompletableFuture[]::new));
    }

    @Override
    public void acknowledgeLoss() {
        sessions.values().forEach(ClientSession::acknowledgeLoss);
    }

    @Override
    public void close() {
        if (closed) {
            return;
        }
        if (!isOwnThread()) {
            awaitAnswers(config.closeTimeout());
        }
        closed = true;
        run(this::end);
        if (isOwnThread()) {
            // Called by code that waits for an answer. It runs on the thread that would have to
            // end.
            new Thread(this::release, "ambrosia-" + THREADS + "-end").start();
        } else {
            release();
        }
    }

    private void release() {
        try {
            ended.get(MOST_END_MILLIS, TimeUnit.MILLISECONDS);
        } catch (InterruptedException giveUp) {
            Thread.currentThread().interrupt();
        } catch (ExecutionException | TimeoutException late) {
            LOGGER.log(System.Logger.Level.DEBUG, "ending a caller", late);
        }
        directory.close();
        links.close();
        sockets.close();
    }

    private void awaitAnswers(Duration most) {
        CompletableFuture<?>[] open = Stream.concat(
                        Stream.of(durable()),
                        sessions.values().stream().flatMap(each -> each.calls().awaited().stream()))
                .toArray(CompletableFuture[]::new);
        try {
            CompletableFuture.allOf(open).get(most.toNanos(), TimeUnit.NANOSECONDS);
        } catch (InterruptedException giveUp) {
            Thread.currentThread().interrupt();
        } catch (TimeoutException late) {
            LOGGER.log(
                    System.Logger.Level.WARNING,
                    "A client is closed with calls that are not durable or not answered after " + most
                            + "; they may be lost. Raise closeTimeout, or find out why the instance does not run.");
        } catch (ExecutionException failed) {
            // The code that made the call was notified.
        }
    }

    private void end() {
        try {
            AmbrosiaException reason = closedException();
            sessions.values().forEach(each -> each.end(reason));
            links.flush();
        } finally {
            ended.complete(null);
        }
    }

    static AmbrosiaException closedException() {
        return new AmbrosiaException(
                ErrorTag.INSTANCE_ENDED, "A call was made, or was to be answered, but the client is closed.");
    }

    boolean isClosed() {
        return closed;
    }

    /** Returns a name that was never used before. */
    String newName() {
        return ClientName.of(random.nextLong());
    }

    /** Returns whether this is the thread on which answers arrive. That thread must not wait. */
    boolean isOwnThread() {
        return Thread.currentThread() == thread;
    }

    Links links() {
        return links;
    }

    Directory directory() {
        return directory;
    }

    /** Called after calls were made; the sockets' thread looks at them soon. From any thread. */
    void callsMade() {
        outputWaits = true;
        sockets.wake();
    }

    /** Runs a task on the sockets' thread, soon. From any thread. */
    void run(Runnable task) {
        tasks.add(task);
        sockets.wake();
    }

    /** Removes a link that its session has closed. */
    void unlink(int link) {
        byLink.remove(link);
    }

    /** Runs the tasks. One that fails does not stop the others. */
    private void runTasks() {
        for (Runnable task = tasks.poll(); task != null; task = tasks.poll()) {
            try {
                task.run();
            } catch (RuntimeException | Error failed) {
                LOGGER.log(System.Logger.Level.ERROR, "A client failed to do something", failed);
            }
        }
    }

    private void tell(String instance, LinkEvent event) {
        ClientSession session = sessions.get(instance);
        if (session != null) {
            run(() -> session.on(event));
        }
    }

    private void tell(int link, LinkEvent event) {
        run(() -> {
            ClientSession session = byLink.get(link);
            if (session != null) {
                session.on(event);
            }
        });
    }

    private final class Work implements SocketThread.Duty {
        @Override
        public boolean isDue(long nowNanos) {
            return outputWaits || !tasks.isEmpty() || nowNanos - tickNanos >= 0;
        }

        @Override
        public long nanosUntilDue(long nowNanos) {
            return Math.max(0, tickNanos - nowNanos);
        }

        @Override
        public void work() {
            long now = System.nanoTime();
            if (!isDue(now)) {
                return;
            }
            thread = Thread.currentThread();
            outputWaits = false;
            runTasks();
            boolean tick = now - tickNanos >= 0;
            if (tick) {
                tickNanos = now + TICK_NANOS;
            }
            boolean more = false;
            for (ClientSession each : sessions.values()) {
                more |= each.work(tick);
            }
            if (more) {
                outputWaits = true;
            }
            links.flush();
        }

        @Override
        public void threadEnded() {
            closed = true;
            end();
            runTasks();
        }
    }

    private final class Listener implements LinkListener {
        @Override
        public void opened(int link, String dialled, long incarnation, Set<String> certified) {
            run(() -> {
                ClientSession session = sessions.get(dialled);
                byLink.put(link, session);
                session.on(new LinkEvent.Opened(link, dialled, incarnation, certified));
            });
        }

        @Override
        public void received(int link, byte[] frame, int length) {
            tell(link, new LinkEvent.Received(link, frame, length));
            run(() -> links.handled(link, frame, length));
        }

        @Override
        public void closed(int link) {
            tell(link, new LinkEvent.Closed(link));
            run(() -> byLink.remove(link));
        }

        @Override
        public void dialFailed(String peer) {
            tell(peer, new LinkEvent.DialFailed(peer));
        }
    }
}
