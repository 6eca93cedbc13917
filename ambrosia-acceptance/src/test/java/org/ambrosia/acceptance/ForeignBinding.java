package org.ambrosia.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.DataInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.HexFormat;

/**
 * A binding that knows the published protocol and nothing of ours: two sockets, and bytes as hexadecimal digits. What it sends and
 * expects is written out by hand, after the specification.
 */
final class ForeignBinding implements AutoCloseable {
    private static final HexFormat HEX = HexFormat.of();
    private static final int HEADER_BYTES = 24;
    private static final long DEADLINE_MILLIS = 20_000;

    private final Socket sending;
    private final Socket receiving;
    private final OutputStream out;
    private final DataInputStream in;

    private ForeignBinding(Socket sending, Socket receiving) throws IOException {
        this.sending = sending;
        this.receiving = receiving;
        this.out = sending.getOutputStream();
        this.in = new DataInputStream(receiving.getInputStream());
    }

    /** A record as it came: everything but its length in hexadecimal digits. */
    record Received(String committer, String check, long id, String body) {}

    /** Connects: first where the coordinator receives, then where it sends; again until it listens. */
    static ForeignBinding connect(int coordinatorReceives, int coordinatorSends) throws IOException {
        Socket first = open(coordinatorReceives);
        Socket second = open(coordinatorSends);
        second.setSoTimeout((int) DEADLINE_MILLIS);
        return new ForeignBinding(first, second);
    }

    /** Connects to this port, again until a process listens there. */
    static Socket open(int port) throws IOException {
        long deadline = System.currentTimeMillis() + DEADLINE_MILLIS;
        while (true) {
            try {
                return new Socket(InetAddress.getLoopbackAddress(), port);
            } catch (IOException refused) {
                if (System.currentTimeMillis() > deadline) {
                    throw refused;
                }
                Thread.onSpinWait();
            }
        }
    }

    void send(String hex) throws IOException {
        out.write(HEX.parseHex(hex.replace(" ", "")));
        out.flush();
    }

    Received receive() throws IOException {
        byte[] header = in.readNBytes(HEADER_BYTES);
        assertThat(header).as("a header").hasSize(HEADER_BYTES);
        ByteBuffer fields = ByteBuffer.wrap(header).order(ByteOrder.LITTLE_ENDIAN);
        int length = fields.getInt(4);
        byte[] body = in.readNBytes(length - HEADER_BYTES);
        assertThat(body).as("a body").hasSize(length - HEADER_BYTES);
        return new Received(
                HEX.formatHex(header, 0, 4), HEX.formatHex(header, 8, 16), fields.getLong(16), HEX.formatHex(body));
    }

    /** The bytes of a checkpoint, which follow their record. */
    String receiveRaw(int bytes) throws IOException {
        return HEX.formatHex(in.readNBytes(bytes));
    }

    /** Whether the coordinator has ended the connection; by a reset if it did not read all that was sent. */
    boolean isEnded() throws IOException {
        try {
            return in.read() < 0;
        } catch (SocketException reset) {
            return true;
        }
    }

    @Override
    public void close() throws IOException {
        sending.close();
        receiving.close();
    }
}
