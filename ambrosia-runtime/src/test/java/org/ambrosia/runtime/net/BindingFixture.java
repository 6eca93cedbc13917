package org.ambrosia.runtime.net;

import java.io.IOException;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import org.ambrosia.runtime.protocol.CoordinatorRecord;
import org.ambrosia.runtime.protocol.Delivery;
import org.ambrosia.runtime.protocol.OutputDecoder;
import org.ambrosia.runtime.thread.ArrayPool;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.io.TempDir;

/** A coordinator's side of the connection to its application, and the application's, as far as tests need them. */
abstract class BindingFixture {
    static final Duration AWAIT = Duration.ofSeconds(10);

    @TempDir
    Path directory;

    SocketThread sockets = new SocketThread("server");

    @AfterEach
    void close() {
        sockets.close();
    }

    UnixDomainSocketAddress socketOf(int port) {
        return UnixDomainSocketAddress.of(directory.resolve(port + ".socket"));
    }

    BindingAddress addressOf(int port) {
        return new BindingAddress(port, Optional.of(socketOf(port)));
    }

    SocketChannel awaitConnection(int port) {
        return Awaitility.await()
                .atMost(AWAIT)
                .pollInterval(Duration.ofMillis(1))
                .ignoreExceptionsInstanceOf(IOException.class)
                .until(() -> SocketChannel.open(socketOf(port)), Objects::nonNull);
    }

    BindingServer serverOf(int receivePort, int sendPort, SocketThread thread, NoListener listener) {
        return serverOf(receivePort, sendPort, thread, listener, "");
    }

    BindingServer serverOf(int receivePort, int sendPort, SocketThread thread, NoListener listener, String token) {
        BindingServer.Settings settings =
                new BindingServer.Settings("server", addressOf(receivePort), addressOf(sendPort), 1 << 20, token, 1, 1);
        return new BindingServer(settings, thread, new ArrayPool(1), listener);
    }

    /** Two different ones. */
    static int[] freePorts() {
        return new int[] {FreePorts.next(), FreePorts.next()};
    }

    static class NoClientListener implements BindingClient.Listener {
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

    static class NoListener implements BindingServer.Listener {
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

    /** Knows whether an application was let in. */
    static final class Attached extends NoListener {
        private final AtomicBoolean attached = new AtomicBoolean();

        boolean hasCome() {
            return attached.get();
        }

        @Override
        public void attached(BindingConnection connection) {
            attached.set(true);
        }
    }
}
