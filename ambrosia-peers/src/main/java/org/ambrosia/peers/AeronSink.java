package org.ambrosia.peers;

import io.aeron.cluster.service.ClientSession;
import io.aeron.logbuffer.Header;
import org.agrona.DirectBuffer;
import org.agrona.ExpandableArrayBuffer;

/** Takes calls as an Aeron Cluster: {@code directory port}. */
public final class AeronSink {
    private AeronSink() {}

    /** Runs until killed. */
    public static void main(String[] args) {
        AeronNode.run(args, new Counting());
    }

    /** Counts, and answers a call of length 1 by the count. */
    private static final class Counting extends AeronService {
        private final ExpandableArrayBuffer answer = new ExpandableArrayBuffer();
        private long calls;

        @Override
        public void onSessionMessage(
                ClientSession session, long timestamp, DirectBuffer buffer, int offset, int length, Header header) {
            if (length > 1) {
                calls++;
                return;
            }
            answer.putLong(0, calls);
            answer(session, answer, 0, Long.BYTES);
        }
    }
}
