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
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import org.ambrosia.runtime.api.AmbrosiaException;
import org.ambrosia.runtime.api.ErrorTag;
import org.ambrosia.runtime.thread.ArrayPool;
import org.ambrosia.runtime.thread.TappedLog;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

/** The ports and sockets at which a coordinator listens to its application. */
class BindingServerTest extends BindingFixture {
    private static final int TIMES = 200;

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
                        assertThat(error.tag()).isEqualTo(ErrorTag.PORT_IN_USE);
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
        // Both stay open: when one has ended, the door is opened for the next application.
        try (SocketChannel first = awaitConnection(free[0]);
                SocketChannel second = awaitConnection(free[1])) {
            assertThat(first.isConnected()).isTrue();
            assertThat(second.isConnected()).isTrue();
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
        Attached listener = new Attached();
        serverOf(free[0], free[1], sockets, listener).open();
        try (BindingClient client = clientOf(free[0], free[1])) {
            client.connect();
            Awaitility.await().atMost(AWAIT).until(listener::hasCome);
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

    private void open(int receivePort, int sendPort) {
        serverOf(receivePort, sendPort, sockets, new NoListener()).open();
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
}
