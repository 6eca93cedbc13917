package org.ambrosia.acceptance;

import java.io.IOException;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;

/**
 * Attacks an instance by its links, on a thread of its own: opens one after the other, and says on each what {@link HostileFrames} draws.
 * What it says at the end closes the link, by which it knows that all of it was looked at; now and then it asks for an answer before.
 */
final class HostilePeer implements Runnable {
    private static final int CALLERS = 40;
    private static final int MAX_FRAMES = 1_500;
    /** The call ids of an epoch come after its number times this. */
    private static final int IDS_OF_EPOCH = 1 << 10;

    private final RandomGenerator random;
    private final HostileFrames frames;
    private final PeerSockets sockets;
    private final boolean tls;
    private final int port;
    private final String name;
    private final long wanted;
    private final LinkWire out = new LinkWire();
    private final Map<String, Long> made = new HashMap<>();
    private final Map<String, Long> ends = new TreeMap<>();
    private final Map<String, Long> refusals = new TreeMap<>();
    private long incarnation = System.currentTimeMillis() << 20;
    private final AtomicLong sent = new AtomicLong();
    private final AtomicLong links = new AtomicLong();
    private long answers;
    private long victimEpoch;
    private volatile Throwable failure;
    private volatile boolean stopped;

    /**
     * Creates a peer that has not begun.
     *
     * @param name its name, for which it has a certificate where these are needed
     * @param wanted how many frames it sends
     * @param openCall about how many calls the victim had made to the honest party when it made one that waits for its result
     */
    HostilePeer(
            long seed, String name, PeerSockets sockets, boolean tls, int port, long wanted, LongSupplier openCall) {
        this.random = RandomGeneratorFactory.of("L64X128MixRandom").create(seed);
        this.frames = new HostileFrames(
                random, "vault", "teller", () -> victimEpoch * IDS_OF_EPOCH + openCall.getAsLong(), tls);
        this.name = name;
        this.sockets = sockets;
        this.tls = tls;
        this.port = port;
        this.wanted = wanted;
    }

    long sent() {
        return sent.get();
    }

    long links() {
        return links.get();
    }

    long answers() {
        return answers;
    }

    Map<String, Long> ends() {
        return ends;
    }

    Map<String, Long> refusals() {
        return refusals;
    }

    /** What the victim did that it must not do; null if nothing. */
    Throwable failure() {
        return failure;
    }

    void stop() {
        stopped = true;
    }

    @Override
    public void run() {
        try {
            while (sent.get() < wanted && !stopped) {
                talk();
            }
        } catch (IOException | RuntimeException | Error failed) {
            failure = failed;
        }
    }

    private void talk() throws IOException {
        int kind = random.nextInt(20);
        if (kind == 0 && tls) {
            withoutCertificate();
            return;
        }
        try (Socket socket = sockets.connect(port)) {
            links.incrementAndGet();
            LinkReader in = new LinkReader(socket.getInputStream());
            out.clear();
            if (kind < 3) {
                frames.begin(name, ++incarnation, 0);
                endsBy(frames.notGreeted(out), 1);
            } else if (kind == 3 && !tls) {
                frames.begin("x" + Long.toHexString(random.nextLong()), ++incarnation, 0);
                frames.greet(out);
                frames.resume(out);
                frames.greet(out);
                endsBy("a second Hello", 4);
            } else {
                String as = kind == 4 ? "~hostile" + name.charAt(name.length() - 1) + random.nextInt(CALLERS) : name;
                frames.begin(as, ++incarnation, made.getOrDefault(as, 0L));
                boolean left = converse(socket, in);
                made.put(as, left ? 0 : Math.max(in.made(), made.getOrDefault(as, 0L)));
            }
            send(socket);
            in.awaitEnd();
            victimEpoch = Math.max(victimEpoch, in.epoch());
            in.refusals().forEach((reason, times) -> refusals.merge(reason, times, Long::sum));
        }
    }

    /** Says much that must be borne, and at last something that must not; returns whether a caller has taken its leave. */
    private boolean converse(Socket socket, LinkReader in) throws IOException {
        frames.greet(out);
        if (frames.isClient()) {
            send(socket);
            if (!in.awaitFrame(LinkWire.RESUME)) {
                endsBy("a Hello of a caller that is leaving", 1);
                return true;
            }
        }
        boolean asks = random.nextInt(3) == 0;
        if (asks || random.nextBoolean()) {
            frames.resume(out);
        }
        int count = random.nextInt(2) == 0 ? random.nextInt(20) : random.nextInt(MAX_FRAMES);
        for (int i = 0; i < count; i++) {
            frames.harmless(out);
        }
        sent.addAndGet(count);
        if (asks) {
            long id = frames.lastCall(out);
            send(socket);
            check(in.awaitAnswer(id), "a link was closed, or a call was not answered, behind frames that are harmless");
            answers++;
        }
        boolean leaves = frames.isClient() && random.nextInt(3) == 0;
        if (leaves) {
            out.begin(LinkWire.FAREWELL).end();
            endsBy("a Farewell", 3);
        } else if (random.nextInt(8) == 0) {
            frames.mutated(out);
            endsBy("a frame with other bytes", 3);
            send(socket);
            socket.shutdownOutput();
        } else {
            endsBy(frames.fatal(out), 3);
        }
        send(socket);
        in.awaitEnd();
        return leaves;
    }

    private void send(Socket socket) throws IOException {
        if (out.length() > 0) {
            out.writeTo(socket.getOutputStream());
            out.clear();
        }
    }

    /** What comes in the clear is no link. */
    private void withoutCertificate() throws IOException {
        try (Socket socket = new PeerSockets().connect(port)) {
            links.incrementAndGet();
            out.clear();
            frames.begin(name, ++incarnation, 0);
            frames.greet(out);
            frames.fatal(out);
            endsBy("no TLS", 2);
            out.writeTo(socket.getOutputStream());
            out.clear();
            socket.getInputStream().readAllBytes();
        } catch (SocketException reset) {
            // As it must be.
        }
    }

    /** Answers whoever dials the party of this name, in a wrong way, until the socket is closed. */
    static void answer(ServerSocket server, String name, long seed) {
        RandomGenerator random = RandomGeneratorFactory.of("L64X128MixRandom").create(seed);
        HostileFrames frames = new HostileFrames(random, "vault", "teller", () -> 1, false);
        LinkWire answer = new LinkWire();
        while (!server.isClosed()) {
            try (Socket socket = server.accept()) {
                socket.setSoTimeout(10_000);
                frames.begin(name, 1, 0);
                frames.notGreeted(answer.clear());
                answer.writeTo(socket.getOutputStream());
                new LinkReader(socket.getInputStream()).awaitEnd();
            } catch (IOException ended) {
                // It was closed, or the victim has hung up in the middle of a greeting.
            }
        }
    }

    private void endsBy(String what, int frameCount) {
        sent.addAndGet(frameCount);
        ends.merge(what, 1L, Long::sum);
    }

    private static void check(boolean holds, String message) {
        if (!holds) {
            throw new AssertionError(message);
        }
    }
}
