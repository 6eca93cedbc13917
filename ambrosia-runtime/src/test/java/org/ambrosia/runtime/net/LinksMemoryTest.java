package org.ambrosia.runtime.net;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.ambrosia.runtime.protocol.PeerFrame;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Peers that send or ask for more than there is room for. */
class LinksMemoryTest {
    private static final int MAX_FRAME_BYTES = 4 << 20;
    private static final long MIB = 1 << 20;
    private static final Duration AWAIT = Duration.ofSeconds(30);

    private final Queue<Received> waiting = new ConcurrentLinkedQueue<>();
    private final AtomicLong received = new AtomicLong();
    private final AtomicInteger opened = new AtomicInteger();
    private final AtomicInteger closed = new AtomicInteger();
    private final List<SocketChannel> peers = new ArrayList<>();
    private final SocketThread sockets = new SocketThread("server");
    private Links links;
    private int port;

    private record Received(int link, byte[] frame, int length) {}

    @BeforeEach
    void listen() {
        links = new Links(sockets, Optional.empty(), MAX_FRAME_BYTES, new Listener());
        port = links.bind("127.0.0.1", 0);
        links.accept();
    }

    @AfterEach
    void close() throws IOException {
        for (SocketChannel each : peers) {
            each.close();
        }
        links.close();
        sockets.close();
    }

    @Test
    void whatWaitsOnAllLinksIsBoundedAndComesWhenThereIsRoom() throws IOException {
        int links = 200;
        connect(links);
        long all = links * MIB;
        // Each link that the system has said can be read is read once more when there is no room.
        long bound = 64 * MIB + links * (long) SocketThread.MAX_READ_BYTES;
        assertThat(bound).isLessThan(all - 64 * MIB);
        List<ByteBuffer> toSend = new ArrayList<>();
        for (int i = 0; i < peers.size(); i++) {
            toSend.add(frames(16, 64 << 10));
        }
        await().atMost(AWAIT).pollInterval(Duration.ofMillis(1)).until(() -> {
            write(toSend);
            return received.get() > 60 * MIB;
        });
        await().during(Duration.ofMillis(300)).atMost(AWAIT).until(() -> {
            write(toSend);
            return true;
        });
        assertThat(received.get()).isLessThan(bound);
        await().atMost(AWAIT).pollInterval(Duration.ofMillis(1)).until(() -> {
            handleAll();
            write(toSend);
            return received.get() == all;
        });
    }

    /** A frame of five bytes takes a hundred until it was looked at. */
    @Test
    void smallFramesAreBoundedByWhatTheyTake() throws IOException {
        int frames = 300_000;
        connect(4);
        List<ByteBuffer> toSend = new ArrayList<>();
        for (int i = 0; i < peers.size(); i++) {
            toSend.add(frames(frames, 5));
        }
        await().during(Duration.ofMillis(500)).atMost(AWAIT).until(() -> {
            write(toSend);
            return true;
        });
        assertThat(received.get() / 5).isBetween(50_000L, 500_000L);
        await().atMost(AWAIT).pollInterval(Duration.ofMillis(1)).until(() -> {
            handleAll();
            write(toSend);
            return received.get() == 4L * 5 * frames;
        });
    }

    @Test
    void whoSaysNothingKeepsNobodyOut() throws IOException {
        for (int i = 0; i < 400; i++) {
            peers.add(SocketChannel.open(new InetSocketAddress(InetAddress.getLoopbackAddress(), port)));
        }
        SocketChannel speaks = SocketChannel.open(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
        peers.add(speaks);
        speaks.write(frames(1, 10));
        await().atMost(AWAIT).until(() -> received.get() == 10);
    }

    @Test
    void aFloodOfFramesThatAreTooLargeIsAFewLines() throws IOException {
        AtomicInteger lines = new AtomicInteger();
        Handler counts = new Handler() {
            @Override
            public void publish(LogRecord record) {
                lines.incrementAndGet();
            }

            @Override
            public void flush() {}

            @Override
            public void close() {}
        };
        Logger logger = Logger.getLogger(LinkHandler.class.getName());
        logger.addHandler(counts);
        try {
            for (int i = 0; i < 100; i++) {
                SocketChannel peer = SocketChannel.open(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
                peers.add(peer);
                peer.write(frames(1, 5_000));
                int wanted = i + 1;
                await().atMost(AWAIT).pollInterval(Duration.ofMillis(1)).until(() -> closed.get() == wanted);
            }
        } finally {
            logger.removeHandler(counts);
        }
        assertThat(lines.get()).isBetween(1, 20);
    }

    @Test
    void framesThatAreNeverWholeAreBoundedInSum() throws IOException {
        connect(40);
        List<ByteBuffer> toSend = new ArrayList<>();
        for (int i = 0; i < peers.size(); i++) {
            ByteBuffer frame = frames(1, MAX_FRAME_BYTES);
            toSend.add(frame.limit(frame.limit() - 1));
        }
        await().atMost(AWAIT).pollInterval(Duration.ofMillis(1)).until(() -> {
            write(toSend);
            return closed.get() >= 20;
        });
        assertThat(closed.get()).isLessThan(30);
    }

    @Test
    void aLinkThatAsksForMoreAndReadsNoneIsClosed() throws IOException {
        connect(1);
        byte[] bytes = new byte[64 << 10];
        await().atMost(AWAIT).pollInterval(Duration.ofMillis(1)).until(() -> {
            sockets.loop().execute(() -> {
                links.send(1, new PeerFrame.Calls(0, 1, 1, bytes, 0, bytes.length));
                links.flush();
            });
            return closed.get() == 1 || sent() > 64 * MIB;
        });
        assertThat(closed.get()).isOne();
    }

    private long sent() {
        return sends.addAndGet(64 << 10);
    }

    private final AtomicLong sends = new AtomicLong();

    private void connect(int count) throws IOException {
        for (int i = 0; i < count; i++) {
            SocketChannel peer = SocketChannel.open(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
            peer.write(frames(1, 10));
            peers.add(peer);
            // There are at most so many strangers at once.
            await().atMost(AWAIT).pollInterval(Duration.ofMillis(1)).until(() -> received.get() == 10L * peers.size());
            peer.configureBlocking(false);
        }
        handleAll();
        received.set(0);
        assertThat(opened.get()).isEqualTo(count);
    }

    private void handleAll() {
        for (Received each = waiting.poll(); each != null; each = waiting.poll()) {
            links.handled(each.link(), each.frame(), each.length());
        }
    }

    private void write(List<ByteBuffer> toSend) {
        for (int i = 0; i < toSend.size(); i++) {
            try {
                peers.get(i).write(toSend.get(i));
            } catch (IOException closedByTheServer) {
                toSend.get(i).position(toSend.get(i).limit());
            }
        }
    }

    private static ByteBuffer frames(int count, int bytes) {
        ByteBuffer frames = ByteBuffer.allocate(count * (4 + bytes)).order(ByteOrder.LITTLE_ENDIAN);
        for (int i = 0; i < count; i++) {
            frames.putInt(bytes).position(frames.position() + bytes);
        }
        return frames.flip();
    }

    private final class Listener implements LinkListener {
        @Override
        public void opened(int link, String dialled, long incarnation, Set<String> certified) {
            opened.incrementAndGet();
        }

        @Override
        public void received(int link, byte[] frame, int length) {
            received.addAndGet(length);
            waiting.add(new Received(link, frame, length));
        }

        @Override
        public void closed(int link) {
            closed.incrementAndGet();
        }

        @Override
        public void dialFailed(String peer) {
            throw new AssertionError("nobody was dialled");
        }
    }
}
