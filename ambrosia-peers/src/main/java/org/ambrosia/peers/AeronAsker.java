package org.ambrosia.peers;

import org.agrona.concurrent.UnsafeBuffer;
import org.ambrosia.benchmarks.report.RoundTrips;

/**
 * Asks an Aeron Cluster in two rounds, the first to warm up, with some calls under way at a time: {@code directory port payloadBytes
 * calls outstanding}.
 */
public final class AeronAsker {
    private AeronAsker() {}

    /** Runs until everything was answered. */
    public static void main(String[] args) {
        UnsafeBuffer payload = new UnsafeBuffer(new byte[Integer.parseInt(args[2])]);
        int calls = Integer.parseInt(args[3]);
        int outstanding = Integer.parseInt(args[4]);
        RoundTrips trips = new RoundTrips(calls);
        long[] made = new long[outstanding];
        try (AeronClient client = new AeronClient(
                args[0],
                args[1],
                (session, timestamp, buffer, offset, length, header) ->
                        trips.answered(made[trips.answered() % outstanding]))) {
            for (int round = 0; round < 2; round++) {
                trips.begin();
                for (int sent = 0; trips.answered() < calls; ) {
                    if (sent < calls && sent - trips.answered() < outstanding) {
                        made[sent++ % outstanding] = System.nanoTime();
                        client.offer(payload, payload.capacity());
                    } else {
                        client.poll();
                    }
                }
            }
            System.out.println(trips.result());
        }
    }
}
