package org.ambrosia.peers;

import io.aeron.cluster.service.ClientSession;
import io.aeron.logbuffer.Header;
import org.agrona.DirectBuffer;

/** Answers calls as an Aeron Cluster: {@code directory port}. */
public final class AeronEcho {
    private AeronEcho() {}

    /** Runs until killed. */
    public static void main(String[] args) {
        AeronNode.run(args, new AeronService() {
            @Override
            public void onSessionMessage(
                    ClientSession session, long timestamp, DirectBuffer buffer, int offset, int length, Header header) {
                answer(session, buffer, offset, length);
            }
        });
    }
}
