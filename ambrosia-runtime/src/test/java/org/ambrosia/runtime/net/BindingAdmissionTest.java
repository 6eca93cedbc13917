package org.ambrosia.runtime.net;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import org.ambrosia.runtime.protocol.BindingHello;
import org.ambrosia.runtime.protocol.CoordinatorRecord;
import org.ambrosia.runtime.protocol.Encoder;
import org.ambrosia.runtime.protocol.OutputEncoder;
import org.ambrosia.runtime.thread.ArrayPool;
import org.ambrosia.runtime.thread.TappedLog;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

/** Which applications a coordinator lets in, and what it says to the others. */
class BindingAdmissionTest extends BindingFixture {
    /** Who connects and presents no token keeps nobody out, whether it came first or last, to the first port or the second. */
    @Test
    void connectionsThatSayNothingKeepNoApplicationOut() throws IOException {
        int[] free = freePorts();
        Attached listener = new Attached();
        serverOf(free[0], free[1], sockets, listener, "secret").open();
        List<Socket> silent = new ArrayList<>();
        AtomicBoolean stopped = new AtomicBoolean();
        CompletableFuture<Void> attack = CompletableFuture.runAsync(() -> {
            while (!stopped.get()) {
                open(silent, free[0]);
                open(silent, free[1]);
            }
        });
        Awaitility.await().atMost(AWAIT).until(() -> !silent.isEmpty());
        try (Application application = new Application(free, "secret")) {
            application.connect();
            Awaitility.await().atMost(AWAIT).until(listener::hasCome);
        }
        stopped.set(true);
        assertThat(attack).succeedsWithin(AWAIT);
        for (Socket each : silent) {
            each.close();
        }
    }

    /** It is refused at once, though others wait to be let in. */
    @Test
    void aWrongTokenIsToldAndKeepsNobodyOut() throws IOException {
        int[] free = freePorts();
        Attached listener = new Attached();
        serverOf(free[0], free[1], sockets, listener, "secret").open();
        try (Application wrong = new Application(free, "wrong");
                Application right = new Application(free, "secret")) {
            wrong.connect();
            Awaitility.await().atMost(AWAIT).until(() -> wrong.refusal.get() != null);
            assertThat(wrong.refusal.get()).contains("token is wrong");
            right.connect();
            Awaitility.await().atMost(AWAIT).until(listener::hasCome);
        }
    }

    /** Between two releases that follow each other, either side may be the newer one. */
    @Test
    void anApplicationOfALaterVersionThatSpeaksOursTooIsLetIn() throws IOException {
        int[] free = freePorts();
        Attached listener = new Attached();
        serverOf(free[0], free[1], sockets, listener, "secret").open();
        try (Application later = new Application(free, "secret", 6, 9)) {
            later.connect();
            Awaitility.await().atMost(AWAIT).until(listener::hasCome);
        }
    }

    @Test
    void withoutACommonVersionBothSidesSayWhichTheySpeak() throws IOException {
        List<String> told = new CopyOnWriteArrayList<>();
        int[] free = freePorts();
        serverOf(free[0], free[1], sockets, new NoListener(), "secret").open();
        try (TappedLog tapped = new TappedLog(BindingServer.class.getName(), told::add);
                Application later = new Application(free, "secret", 7, 9)) {
            assertThat(tapped).isNotNull();
            later.connect();
            Awaitility.await().atMost(AWAIT).until(() -> later.refusal.get() != null);
            assertThat(later.refusal.get()).contains("versions 7 to 9", "the coordinator version 6");
            Awaitility.await().atMost(AWAIT).until(() -> told.contains(later.refusal.get()));
        }
    }

    /** The second port is open while an application comes; to whom it comes first, who has exchanged the two. */
    @Test
    void whoSendsOnTheSecondPortIsToldToExchangeThem() throws IOException {
        List<String> told = new CopyOnWriteArrayList<>();
        int[] free = freePorts();
        serverOf(free[0], free[1], sockets, new NoListener(), "secret").open();
        try (TappedLog tapped = new TappedLog(BindingServer.class.getName(), told::add);
                SocketChannel first = awaitConnection(free[0])) {
            assertThat(tapped).isNotNull();
            first.write(ByteBuffer.wrap(new Application(free, "secret").greeting()));
            for (int i = 0; i < 30; i++) {
                try (SocketChannel second = awaitConnection(free[1])) {
                    second.write(ByteBuffer.wrap(new Application(free, "secret").greeting()));
                    assertThat(readToItsEnd(second)).isTrue();
                }
            }
            assertThat(told).hasSizeBetween(1, 11);
            assertThat(told.get(0))
                    .contains("BindingRefused", "exchange the application's two ports")
                    .doesNotContain("secret");
        }
    }

    private static boolean readToItsEnd(SocketChannel from) {
        ByteBuffer welcome = ByteBuffer.allocate(1 << 10);
        return assertTimeoutPreemptively(AWAIT, () -> {
            try {
                while (from.read(welcome) >= 0) {
                    welcome.clear();
                }
            } catch (IOException reset) {
                return true;
            }
            return true;
        });
    }

    private static void open(List<Socket> sockets, int port) {
        try {
            Socket socket = new Socket();
            socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
            synchronized (sockets) {
                sockets.add(socket);
                if (sockets.size() > 100) {
                    sockets.remove(0).close();
                }
            }
        } catch (IOException closed) {
            Thread.onSpinWait();
        }
    }

    /** Our own binding, as far as it comes to be let in. */
    private final class Application extends NoClientListener implements AutoCloseable {
        private final String token;
        private final BindingClient client;
        private final AtomicReference<String> refusal = new AtomicReference<>();
        private final int minVersion;
        private final int version;

        Application(int[] ports, String token) {
            this(ports, token, BindingHello.VERSION, BindingHello.VERSION);
        }

        Application(int[] ports, String token, int minVersion, int version) {
            this.token = token;
            this.minVersion = minVersion;
            this.version = version;
            this.client = new BindingClient(
                    "server", addressOf(ports[0]), addressOf(ports[1]), 1 << 20, new ArrayPool(1), this);
        }

        void connect() {
            client.connect();
        }

        @Override
        public byte[] greeting() {
            Encoder data =
                    new Encoder(64).u8(100).zz32(minVersion).zz32(version).zz64(0);
            data.string("server").string(token).u8(0);
            return new Encoder(64)
                    .zz32(data.length())
                    .bytes(data.array(), 0, data.length())
                    .toByteArray();
        }

        @Override
        public void received(CoordinatorRecord record) {
            if (record instanceof CoordinatorRecord.Welcome welcome) {
                byte[] echo = OutputEncoder.echo(welcome.nonce());
                client.send(echo, 0, echo.length);
                client.flush();
            } else if (record instanceof CoordinatorRecord.Refused refused) {
                refusal.set(refused.message());
            }
        }

        @Override
        public void close() {
            client.close();
        }
    }
}
