package org.ambrosia.runtime.net;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import org.ambrosia.runtime.api.AmbrosiaException;
import org.ambrosia.runtime.api.ErrorTag;
import org.ambrosia.runtime.protocol.Delivery;
import org.ambrosia.runtime.protocol.OutputDecoder;
import org.ambrosia.runtime.thread.ArrayPool;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class BindingServerTest {
    private static final int TIMES = 200;

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

    private void open(int receivePort, int sendPort) {
        BindingServer.Settings settings =
                new BindingServer.Settings("server", receivePort, sendPort, 1 << 20, "", 1, 1);
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
