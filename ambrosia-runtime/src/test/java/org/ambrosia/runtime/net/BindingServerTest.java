package org.ambrosia.runtime.net;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import java.io.IOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import org.ambrosia.runtime.api.AmbrosiaException;
import org.ambrosia.runtime.api.ErrorTag;
import org.ambrosia.runtime.protocol.BindingHello;
import org.ambrosia.runtime.protocol.CoordinatorRecord;
import org.ambrosia.runtime.protocol.Delivery;
import org.ambrosia.runtime.protocol.Encoder;
import org.ambrosia.runtime.protocol.OutputDecoder;
import org.ambrosia.runtime.protocol.OutputEncoder;
import org.ambrosia.runtime.thread.ArrayPool;
import org.ambrosia.runtime.thread.TappedLog;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BindingServerTest {
    private static final int TIMES = 200;

    private static final Duration AWAIT = Duration.ofSeconds(10);

    @TempDir
    private Path directory;

    private SocketThread sockets = new SocketThread("server");

    @AfterEach
    void close() {
        sockets.close();
    }

    /** A binding that came to a port about to be closed would be reset, and need not try again. */
    @Test
    void nobodyIsTakenOnTheSecondPortBeforeTheFirst() throws IOException {
        for (int i = 0; i < TIMES; i++) {
            int[] free = freePorts();
            open(free[0], free[1]);
            assertThatThrownBy(() -> connect(free[1])).isInstanceOf(ConnectException.class);
            connect(free[0]);
            sockets.close();
            sockets = new SocketThread("server");
        }
    }

    @Test
    void aSecondPortThatIsInUseIsAnError() throws IOException {
        try (ServerSocket other = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            int receivePort = freePorts()[0];
            assertThatThrownBy(() -> open(receivePort, other.getLocalPort()))
                    .isInstanceOfSatisfying(AmbrosiaException.class, error -> {
                        assertThat(error.tag()).isEqualTo(ErrorTag.PortInUse);
                        assertThat(error).hasMessageContaining("port " + other.getLocalPort());
                    });
        }
    }

    /** One that was killed a moment ago has its ports still. */
    @Test
    void portsOfAPredecessorThatEndsAreWaitedFor() throws IOException {
        CompletableFuture<Void> opening;
        try (ServerSocket first = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
                ServerSocket second = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            int receivePort = first.getLocalPort();
            int sendPort = second.getLocalPort();
            opening = CompletableFuture.runAsync(() -> open(receivePort, sendPort));
            Awaitility.await().during(Duration.ofMillis(100)).until(() -> !opening.isDone());
        }
        assertThat(opening).succeedsWithin(AWAIT);
    }

    /** Whoever comes by the socket has the door for itself, as by the port; the next door has both too. */
    @Test
    void aLocalSocketIsTheSameDoorAsThePort() throws IOException {
        int[] free = freePorts();
        open(free[0], free[1]);
        try (SocketChannel first = awaitConnection(free[0])) {
            assertThat(first.isConnected()).isTrue();
            awaitConnection(free[1]).close();
            assertThatThrownBy(() -> connect(free[0])).isInstanceOf(ConnectException.class);
            assertThat(socketOf(free[0]).getPath()).doesNotExist();
        }
        awaitConnection(free[0]).close();
    }

    /** A coordinator that was killed leaves its socket behind. */
    @Test
    void aSocketThatWasLeftBehindIsReplaced() throws IOException {
        int[] free = freePorts();
        leaveBehind(free[0]);
        open(free[0], free[1]);
        awaitConnection(free[0]).close();
    }

    @Test
    void whoDoesNotGetThePortLeavesTheSocketOfTheOneThatHasIt() throws IOException {
        int[] free = freePorts();
        open(free[0], free[1]);
        awaitExists(free[0]);
        for (int i = 0; i < 2; i++) {
            try (SocketThread others = new SocketThread("other")) {
                BindingServer other = serverOf(free[0], free[1], others, new NoListener());
                assertThatThrownBy(other::open).hasMessageContaining("port " + free[0]);
                other.close();
            }
        }
        SocketChannel.open(socketOf(free[0])).close();
    }

    /** Whose socket can't be made, for whatever reason, is served by the ports. */
    @Test
    void withoutLocalSocketsThereAreThePorts() throws IOException {
        int[] free = freePorts();
        directory = Files.createDirectory(directory.resolve("too-long-for-a-socket-".repeat(8)));
        AtomicBoolean attached = new AtomicBoolean();
        NoListener listener = new NoListener() {
            @Override
            public void attached(BindingConnection connection) {
                attached.set(true);
            }
        };
        serverOf(free[0], free[1], sockets, listener).open();
        try (BindingClient client = clientOf(free[0], free[1])) {
            client.connect();
            Awaitility.await().atMost(AWAIT).untilTrue(attached);
        }
        assertThat(directory).isEmptyDirectory();
    }

    @Test
    void aClientTakesTheSocketsAndNotThePorts() throws IOException {
        int[] free = freePorts();
        try (ServerSocket port = new ServerSocket(free[0], 1, InetAddress.getLoopbackAddress());
                ServerSocketChannel first = listen(free[0]);
                BindingClient client = clientOf(free[0], free[1])) {
            assertThat(port.isBound()).isTrue();
            client.connect();
            assertTimeoutPreemptively(AWAIT, () -> {
                try (SocketChannel one = first.accept()) {
                    assertThat(one.isConnected()).isTrue();
                    acceptAtLast(free[1]);
                }
            });
        }
    }

    /** Whose first connection is local waits for the second socket, though its port is open. */
    private void acceptAtLast(int secondPort) throws IOException {
        try (ServerSocket port = new ServerSocket(secondPort, 1, InetAddress.getLoopbackAddress());
                ServerSocketChannel second = listen(secondPort);
                SocketChannel other = second.accept()) {
            assertThat(port.isBound()).isTrue();
            assertThat(other.isConnected()).isTrue();
        }
    }

    @Test
    void aClientThatFindsADeadSocketTakesThePort() throws IOException {
        int[] free = freePorts();
        leaveBehind(free[0]);
        try (ServerSocket port = new ServerSocket(free[0], 1, InetAddress.getLoopbackAddress());
                BindingClient client = clientOf(free[0], free[1])) {
            port.setSoTimeout((int) AWAIT.toMillis());
            client.connect();
            port.accept().close();
        }
    }

    /** Who connects and presents no token keeps nobody out, whether it came first or last, to the first port or the second. */
    @Test
    void connectionsThatSayNothingKeepNoApplicationOut() throws IOException {
        int[] free = freePorts();
        AtomicBoolean attached = new AtomicBoolean();
        NoListener listener = new NoListener() {
            @Override
            public void attached(BindingConnection connection) {
                attached.set(true);
            }
        };
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
            Awaitility.await().atMost(AWAIT).untilTrue(attached);
        }
        stopped.set(true);
        assertThat(attack).succeedsWithin(AWAIT);
        for (Socket each : silent) {
            each.close();
        }
    }

    /** It is told, though others wait to be let in. */
    @Test
    void aWrongTokenIsToldAndKeepsNobodyOut() throws IOException {
        int[] free = freePorts();
        AtomicBoolean attached = new AtomicBoolean();
        NoListener listener = new NoListener() {
            @Override
            public void attached(BindingConnection connection) {
                attached.set(true);
            }
        };
        serverOf(free[0], free[1], sockets, listener, "secret").open();
        try (Application wrong = new Application(free, "wrong");
                Application right = new Application(free, "secret")) {
            wrong.connect();
            Awaitility.await().atMost(AWAIT).until(() -> wrong.refusal.get() != null);
            assertThat(wrong.refusal.get()).contains("token is wrong");
            right.connect();
            Awaitility.await().atMost(AWAIT).untilTrue(attached);
        }
    }

    /** Between two releases that follow each other, either side may be the newer one. */
    @Test
    void anApplicationOfALaterVersionThatSpeaksOursTooIsLetIn() throws IOException {
        int[] free = freePorts();
        AtomicBoolean attached = new AtomicBoolean();
        NoListener listener = new NoListener() {
            @Override
            public void attached(BindingConnection connection) {
                attached.set(true);
            }
        };
        serverOf(free[0], free[1], sockets, listener, "secret").open();
        try (Application later = new Application(free, "secret", 6, 9)) {
            later.connect();
            Awaitility.await().atMost(AWAIT).untilTrue(attached);
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

    /** A port that another program took is told once, though it is tried again and again. */
    @Test
    void aSecondPortThatIsTakenLaterIsToldOnce() throws IOException {
        List<String> told = new CopyOnWriteArrayList<>();
        int[] free = freePorts();
        open(free[0], free[1]);
        try (TappedLog tapped = new TappedLog(BindingServer.class.getName(), told::add);
                ServerSocket taken = new ServerSocket(free[1], 1, InetAddress.getLoopbackAddress());
                Socket first = new Socket(InetAddress.getLoopbackAddress(), free[0])) {
            assertThat(tapped).isNotNull();
            assertThat(taken.isBound() && first.isConnected()).isTrue();
            Awaitility.await().during(Duration.ofMillis(1200)).atMost(AWAIT).until(() -> told.size() <= 1);
        }
        assertThat(told).singleElement().asString().contains("used by another program", "not listen on it");
    }

    private ServerSocketChannel listen(int port) throws IOException {
        return ServerSocketChannel.open(StandardProtocolFamily.UNIX).bind(socketOf(port));
    }

    private void leaveBehind(int port) throws IOException {
        listen(port).close();
        assertThat(socketOf(port).getPath()).exists();
    }

    private UnixDomainSocketAddress socketOf(int port) {
        return UnixDomainSocketAddress.of(directory.resolve(port + ".socket"));
    }

    private BindingAddress addressOf(int port) {
        return new BindingAddress(port, Optional.of(socketOf(port)));
    }

    private BindingClient clientOf(int sendPort, int receivePort) {
        return new BindingClient(
                "server",
                addressOf(sendPort),
                addressOf(receivePort),
                1 << 20,
                new ArrayPool(1),
                new NoClientListener());
    }

    private void awaitExists(int port) {
        Awaitility.await().atMost(AWAIT).until(() -> Files.exists(socketOf(port).getPath()));
    }

    private SocketChannel awaitConnection(int port) {
        return Awaitility.await()
                .atMost(AWAIT)
                .pollInterval(Duration.ofMillis(1))
                .ignoreExceptionsInstanceOf(IOException.class)
                .until(() -> SocketChannel.open(socketOf(port)), Objects::nonNull);
    }

    private void open(int receivePort, int sendPort) {
        serverOf(receivePort, sendPort, sockets, new NoListener()).open();
    }

    private BindingServer serverOf(int receivePort, int sendPort, SocketThread thread, NoListener listener) {
        return serverOf(receivePort, sendPort, thread, listener, "");
    }

    private BindingServer serverOf(
            int receivePort, int sendPort, SocketThread thread, NoListener listener, String token) {
        BindingServer.Settings settings =
                new BindingServer.Settings("server", addressOf(receivePort), addressOf(sendPort), 1 << 20, token, 1, 1);
        return new BindingServer(settings, thread, new ArrayPool(1), listener);
    }

    /** From another port: a socket that the system lets call from the very port that it calls, reaches itself. */
    private static void connect(int port) throws IOException {
        try (Socket one = new Socket();
                Socket other = new Socket()) {
            one.bind(anyPort());
            other.bind(anyPort());
            Socket caller = one.getLocalPort() == port ? other : one;
            caller.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
        }
    }

    private static InetSocketAddress anyPort() {
        return new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
    }

    /** Two different ones. */
    private static int[] freePorts() throws IOException {
        try (ServerSocket one = new ServerSocket(0);
                ServerSocket other = new ServerSocket(0)) {
            return new int[] {one.getLocalPort(), other.getLocalPort()};
        }
    }

    private static class NoClientListener implements BindingClient.Listener {
        @Override
        public byte[] greeting() {
            return new byte[0];
        }

        @Override
        public void received(CoordinatorRecord record) {
            throw new AssertionError("nothing was said");
        }

        @Override
        public void readAll() {}

        @Override
        public void waiting() {}

        @Override
        public void disconnected() {}

        @Override
        public void failed(Throwable cause) {
            throw new AssertionError(cause);
        }
    }

    private static class NoListener implements BindingServer.Listener {
        @Override
        public void attached(BindingConnection connection) {}

        @Override
        public OutputDecoder.Sink output(BindingConnection connection) {
            throw new AssertionError("nothing was said");
        }

        @Override
        public void written(BindingConnection connection, Delivery.Messages messages) {}

        @Override
        public void detached(BindingConnection connection) {}
    }
}
