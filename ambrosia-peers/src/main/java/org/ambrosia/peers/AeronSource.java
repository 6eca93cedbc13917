package org.ambrosia.peers;

import io.aeron.cluster.client.AeronCluster;
import io.aeron.driver.MediaDriver;
import io.aeron.driver.ThreadingMode;
import org.agrona.concurrent.BackoffIdleStrategy;
import org.agrona.concurrent.IdleStrategy;
import org.agrona.concurrent.UnsafeBuffer;

/** Sends two rounds of calls to an Aeron Cluster, the first to warm up: {@code directory port payloadBytes calls}. */
public final class AeronSource {
    private static final long LONG_ENOUGH_NANOS = 30_000_000_000L;

    private final AeronCluster cluster;
    private final IdleStrategy idle = new BackoffIdleStrategy();

    private AeronSource(AeronCluster cluster) {
        this.cluster = cluster;
    }

    /** Runs until everything was taken. */
    public static void main(String[] args) {
        String driver = args[0] + "/client-driver";
        int payloadBytes = Integer.parseInt(args[2]);
        long calls = Long.parseLong(args[3]);
        long[] taken = {-1};
        try (MediaDriver media = MediaDriver.launch(new MediaDriver.Context()
                        .aeronDirectoryName(driver)
                        .threadingMode(ThreadingMode.SHARED)
                        .dirDeleteOnStart(true)
                        .dirDeleteOnShutdown(true));
                AeronCluster cluster = AeronCluster.connect(new AeronCluster.Context()
                        .aeronDirectoryName(media.aeronDirectoryName())
                        .messageTimeoutNs(LONG_ENOUGH_NANOS)
                        .ingressChannel("aeron:udp?term-length=16m")
                        .ingressEndpoints("0=localhost:" + args[1])
                        .egressChannel("aeron:udp?endpoint=localhost:0")
                        .egressListener((session, timestamp, buffer, offset, length, header) ->
                                taken[0] = buffer.getLong(offset)))) {
            AeronSource source = new AeronSource(cluster);
            source.round(payloadBytes, calls, taken);
            long begin = System.nanoTime();
            source.round(payloadBytes, calls, taken);
            System.out.println("RESULT " + (taken[0] - calls) + " " + (System.nanoTime() - begin));
        }
    }

    private void round(int payloadBytes, long calls, long[] taken) {
        UnsafeBuffer payload = new UnsafeBuffer(new byte[payloadBytes]);
        for (long i = 0; i < calls; i++) {
            offer(payload, payloadBytes);
        }
        taken[0] = -1;
        offer(payload, 1);
        idle.reset();
        while (taken[0] < 0) {
            idle.idle(cluster.pollEgress());
        }
    }

    private void offer(UnsafeBuffer payload, int length) {
        idle.reset();
        while (cluster.offer(payload, 0, length) < 0) {
            idle.idle(cluster.pollEgress());
        }
    }
}
