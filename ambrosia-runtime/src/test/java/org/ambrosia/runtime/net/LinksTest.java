package org.ambrosia.runtime.net;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.ambrosia.runtime.api.AmbrosiaException;
import org.ambrosia.runtime.api.ErrorTag;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A raw peer that does not keep to the rules. */
class LinksTest {
    private static final int MAX_BYTES = 1_000;

    private final BlockingQueue<String> heard = new LinkedBlockingQueue<>();
    private final SocketThread sockets = new SocketThread("server");
    private Links links;
    private Socket peer;

    private int port;

    @BeforeEach
    void connect() throws IOException {
        links = new Links(sockets, Optional.empty(), MAX_BYTES, new Listener());
        port = links.bind("127.0.0.1", 0);
        links.accept();
        peer = new Socket(InetAddress.getLoopbackAddress(), port);
    }

    @AfterEach
    void close() throws IOException {
        peer.close();
        links.close();
        sockets.close();
    }

    @Test
    void whatAPeerSendsBeforeItClosesInTheMiddleOfAFrameIsWholeFramesOnly() throws Exception {
        peer.getOutputStream().write(frame(3, 3));
        peer.getOutputStream().write(frame(100, 10));
        peer.shutdownOutput();
        expect("opened");
        expect("received 3");
        expect("closed");
        assertThat(heard).isEmpty();
    }

    @Test
    void aFrameThatClaimsTooMuchClosesTheLink() throws Exception {
        peer.getOutputStream().write(frame(MAX_BYTES + 1, 10));
        expect("opened");
        expect("closed");
    }

    @Test
    void aFrameThatComesInByteByByteIsWhole() throws Exception {
        for (byte each : frame(3, 3)) {
            peer.getOutputStream().write(each);
            peer.getOutputStream().flush();
        }
        peer.getOutputStream().write(frame(0, 0));
        peer.getOutputStream().write(frame(MAX_BYTES, MAX_BYTES));
        expect("opened");
        expect("received 3");
        expect("received 0");
        expect("received " + MAX_BYTES);
    }

    @Test
    void aNegativeLengthClosesTheLink() throws Exception {
        peer.getOutputStream().write(frame(-1, 10));
        expect("opened");
        expect("closed");
    }

    @Test
    void aLinkThatWasDialledIsOpenedWithTheLogThatWasPublishedThere() throws Exception {
        expect("opened");
        links.dial("server", "127.0.0.1", port, 7);
        List<String> both = new ArrayList<>();
        both.add(heard.poll(10, TimeUnit.SECONDS));
        both.add(heard.poll(10, TimeUnit.SECONDS));
        assertThat(both).containsExactlyInAnyOrder("opened", "opened to server with log 7");
    }

    @Test
    void aHostThatIsNotKnownIsAnErrorOfItsOwn() {
        assertThatThrownBy(() -> links.bind("no-such-host.invalid", 0))
                .isInstanceOfSatisfying(
                        AmbrosiaException.class,
                        wrong -> assertThat(wrong.tag()).isEqualTo(ErrorTag.INVALID_CONFIGURATION))
                .hasMessageContaining("no-such-host.invalid");
    }

    private void expect(String event) throws InterruptedException {
        assertThat(heard.poll(10, TimeUnit.SECONDS)).isEqualTo(event);
    }

    private static byte[] frame(int claimed, int bytes) {
        return ByteBuffer.allocate(4 + bytes)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putInt(claimed)
                .array();
    }

    private final class Listener implements LinkListener {
        @Override
        public void opened(int link, String dialled, long incarnation, Set<String> certified) {
            heard.add(dialled == null ? "opened" : "opened to " + dialled + " with log " + incarnation);
        }

        @Override
        public void received(int link, byte[] frame, int length) {
            heard.add("received " + length);
        }

        @Override
        public void closed(int link) {
            heard.add("closed");
        }

        @Override
        public void dialFailed(String peer) {
            heard.add("dial failed");
        }
    }
}
