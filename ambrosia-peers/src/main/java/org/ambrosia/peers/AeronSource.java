package org.ambrosia.peers;

import org.agrona.concurrent.UnsafeBuffer;

/**
 * Sends rounds of calls to an Aeron Cluster, of which the last is measured and the others are to warm up: {@code directory port payloadBytes
 * calls warmups}.
 */
public final class AeronSource {
    private AeronSource() {}

    /** Runs until everything was taken. */
    public static void main(String[] args) {
        int payloadBytes = Integer.parseInt(args[2]);
        long calls = Long.parseLong(args[3]);
        int warmups = Integer.parseInt(args[4]);
        long[] taken = {-1};
        try (AeronClient client = new AeronClient(
                args[0],
                args[1],
                (session, timestamp, buffer, offset, length, header) -> taken[0] = buffer.getLong(offset))) {
            for (int i = 0; i < warmups; i++) {
                round(client, payloadBytes, calls, taken);
            }
            long begin = System.nanoTime();
            round(client, payloadBytes, calls, taken);
            System.out.println("RESULT " + (taken[0] - warmups * calls) + " " + (System.nanoTime() - begin));
        }
    }

    private static void round(AeronClient client, int payloadBytes, long calls, long[] taken) {
        UnsafeBuffer payload = new UnsafeBuffer(new byte[payloadBytes]);
        for (long i = 0; i < calls; i++) {
            client.offer(payload, payloadBytes);
        }
        taken[0] = -1;
        client.offer(payload, 1);
        while (taken[0] < 0) {
            client.poll();
        }
    }
}
