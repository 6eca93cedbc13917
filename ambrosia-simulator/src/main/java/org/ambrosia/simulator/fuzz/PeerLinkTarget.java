package org.ambrosia.simulator.fuzz;

import java.util.Arrays;
import java.util.List;
import java.util.zip.CRC32C;
import org.ambrosia.runtime.api.MalformedDataException;
import org.ambrosia.runtime.core.LinkEvent;
import org.ambrosia.runtime.protocol.ClientName;
import org.ambrosia.runtime.protocol.Encoder;
import org.ambrosia.runtime.protocol.FrameFormat;
import org.ambrosia.runtime.protocol.PeerFrame;
import org.ambrosia.runtime.protocol.Position;
import org.ambrosia.simulator.cluster.LoneCore;

/** Frames of a peer, of which each has the right checksum, into a coordinator that serves. */
public final class PeerLinkTarget {
    private static final int LENGTH_BYTES = 4;
    private static final int CRC_BYTES = 4;
    private static final int LINK = 1;

    private PeerLinkTarget() {}

    /** Takes an input: frame after frame, behind two bytes of length. */
    public static void fuzzerTestOneInput(byte[] input) {
        try {
            FrameFormat.decode(input, 0, input.length);
        } catch (MalformedDataException expected) {
            // This is how a link is closed.
        }
        LoneCore core = LoneCore.serving();
        core.tell(new LinkEvent.Opened(LINK, null));
        for (int at = 0; at + 2 <= input.length; ) {
            int length = Math.min((input[at] & 0xff) | (input[at + 1] & 0xff) << 8, input.length - at - 2);
            // No frame of a peer ends an instance: whatever is thrown is a finding.
            byte[] frame = frame(input, at + 2, length);
            core.tell(new LinkEvent.Received(LINK, frame, frame.length));
            at += 2 + length;
        }
    }

    /** Inputs to begin with. */
    static List<byte[]> seeds() {
        PeerFrame hello = new PeerFrame.Hello(PeerFrame.VERSION, "client", LoneCore.NAME, 9, 1);
        PeerFrame outside = new PeerFrame.Hello(PeerFrame.VERSION, "~1", LoneCore.NAME, 9, ClientName.EPOCH);
        PeerFrame resume = new PeerFrame.Resume(Position.START);
        byte[] calls = new Encoder(16).zz32(4).u8(0).u8(0).zz32(7).u8(1).toByteArray();
        PeerFrame some = new PeerFrame.Calls(0, 1, 1, calls, 0, calls.length);
        PeerFrame impulses = new PeerFrame.Calls(1, 1, 1, calls, 0, calls.length);
        PeerFrame durable = new PeerFrame.Durable(new Position(1, 1, 1));
        PeerFrame refused = new PeerFrame.Refused(PeerFrame.Reason.DUPLICATE, "no");
        return List.of(
                input(hello, resume, some, impulses, durable, new PeerFrame.Ping()),
                input(hello, refused),
                input(outside, resume, some, durable, new PeerFrame.Farewell()),
                input(hello, resume, some, some));
    }

    private static byte[] input(PeerFrame... frames) {
        Encoder out = new Encoder(256);
        for (PeerFrame each : frames) {
            byte[] frame = FrameFormat.encode(each);
            int length = frame.length - LENGTH_BYTES - CRC_BYTES;
            out.u8(length).u8(length >> 8).bytes(frame, LENGTH_BYTES + CRC_BYTES, length);
        }
        return out.toByteArray();
    }

    private static byte[] frame(byte[] input, int offset, int length) {
        CRC32C crc = new CRC32C();
        crc.update(input, offset, length);
        byte[] content = Arrays.copyOfRange(input, offset, offset + length);
        return new Encoder(length + CRC_BYTES)
                .i32((int) crc.getValue())
                .bytes(content, 0, length)
                .toByteArray();
    }
}
