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
import java.net.SocketException;
import java.net.StandardProtocolFamily;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.ambrosia.runtime.api.AmbrosiaException;
import org.ambrosia.runtime.api.ErrorTag;
import org.ambrosia.runtime.protocol.CoordinatorRecord;
import org.ambrosia.runtime.protocol.Delivery;
import org.ambrosia.runtime.protocol.OutputDecoder;
import org.ambrosia.runtime.thread.ArrayPool;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BindingServerTest {
    private static final int TIMES = 200;

    private static final int AWAIT_MILLIS = 10_000;

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
    void aSecondPortThatIsInUseIsAnErrorAtOnce() throws IOException {
        try (ServerSocket other = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            int receivePort = freePorts()[0];
            assertThatThrownBy(() -> open(receivePort, other.getLocalPort()))
                    .isInstanceOfSatisfying(AmbrosiaException.class, error -> {
                        assertThat(error.tag()).isEqualTo(ErrorTag.PortInUse);
                        assertThat(error).hasMessageContaining("port " + other.getLocalPort());
                    });
        }
    }

    /** Whoever comes by the socket has the door for itself, as by the port; the next door has both too. */
    @Test
    void aLocalSocketIsTheSameDoorAsThePort() throws IOException {
        int[] free = freePorts();
        open(free[0], free[1]);
        try (SocketChannel first = SocketChannel.open(addressOf(free[0]).local())) {
            assertThat(first.isConnected()).isTrue();
            SocketChannel second =
                    await(() -> SocketChannel.open(addressOf(free[1]).local()));
            assertThatThrownBy(() -> connect(free[0])).isInstanceOf(ConnectException.class);
            assertThatThrownBy(() -> SocketChannel.open(addressOf(free[0]).local()))
                    .isInstanceOf(SocketException.class);
            second.close();
            await(() -> SocketChannel.open(addressOf(free[0]).local())).close();
        }
    }

    /** A coordinator that was killed leaves its socket behind. */
    @Test
    void aSocketThatWasLeftBehindIsReplaced() throws IOException {
        int[] free = freePorts();
        leaveBehind(addressOf(free[0]));
        open(free[0], free[1]);
        SocketChannel.open(addressOf(free[0]).local()).close();
    }

    @Test
    void withoutALocalSocketThereIsThePort() throws IOException {
        int[] free = freePorts();
        directory = directory.resolve("a-path-that-is-too-long-for-a-socket".repeat(5));
        open(free[0], free[1]);
        assertThat(addressOf(free[0]).socket()).doesNotExist();
        connect(free[0]);
    }

    @Test
    void aClientTakesTheSocketsAndNotThePorts() throws IOException {
        int[] free = freePorts();
        try (ServerSocket port = new ServerSocket(free[0], 1, InetAddress.getLoopbackAddress());
                ServerSocketChannel first = listen(addressOf(free[0]));
                ServerSocketChannel second = listen(addressOf(free[1]));
                BindingClient client = clientOf(free[0], free[1])) {
            assertThat(port.isBound()).isTrue();
            client.connect();
            assertTimeoutPreemptively(Duration.ofMillis(AWAIT_MILLIS), () -> {
                try (SocketChannel one = first.accept();
                        SocketChannel other = second.accept()) {
                    assertThat(one.isConnected() && other.isConnected()).isTrue();
                }
            });
        }
    }

    @Test
    void aClientThatFindsADeadSocketTakesThePort() throws IOException {
        int[] free = freePorts();
        leaveBehind(addressOf(free[0]));
        try (ServerSocket port = new ServerSocket(free[0], 1, InetAddress.getLoopbackAddress());
                BindingClient client = clientOf(free[0], free[1])) {
            port.setSoTimeout(AWAIT_MILLIS);
            client.connect();
            port.accept().close();
        }
    }

    private static ServerSocketChannel listen(BindingAddress address) throws IOException {
        return ServerSocketChannel.open(StandardProtocolFamily.UNIX).bind(address.local());
    }

    private static void leaveBehind(BindingAddress address) throws IOException {
        listen(address).close();
        assertThat(address.socket()).exists();
    }

    private BindingAddress addressOf(int port) {
        return BindingAddress.of(directory, "server", port);
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

    /** What is there at last; it is asked again while it fails by an {@code IOException}, or is null. */
    private static <T> T await(Callable<T> wanted) {
        return Awaitility.await()
                .atMost(Duration.ofMillis(AWAIT_MILLIS))
                .pollInterval(Duration.ofMillis(1))
                .ignoreExceptionsInstanceOf(IOException.class)
                .until(wanted, Objects::nonNull);
    }

    private void open(int receivePort, int sendPort) {
        BindingServer.Settings settings =
                new BindingServer.Settings("server", addressOf(receivePort), addressOf(sendPort), 1 << 20, "", 1, 1);
        new BindingServer(settings, sockets, new ArrayPool(1), new NoListener()).open();
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

    private static final class NoClientListener implements BindingClient.Listener {
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

    private static final class NoListener implements BindingServer.Listener {
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
