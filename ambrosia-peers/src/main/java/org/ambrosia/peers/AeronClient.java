package org.ambrosia.peers;

import io.aeron.cluster.client.AeronCluster;
import io.aeron.cluster.client.EgressListener;
import io.aeron.driver.MediaDriver;
import java.nio.file.Path;
import org.agrona.DirectBuffer;
import org.agrona.concurrent.IdleStrategy;
import org.agrona.concurrent.YieldingIdleStrategy;
import org.ambrosia.benchmarks.process.SharedMemory;

/** A client of an {@link AeronNode}, with a media driver of its own. */
final class AeronClient implements AutoCloseable {
    private static final long LONG_ENOUGH_NANOS = 30_000_000_000L;

    private final MediaDriver media;
    private final AeronCluster cluster;
    private final IdleStrategy idle = new YieldingIdleStrategy();

    /**
     * Connects.
     *
     * @param answers is given each answer, on the thread that offers and polls
     */
    AeronClient(String directory, String port, EgressListener answers) {
        media = MediaDriver.launch(
                AeronSettings.driver(SharedMemory.of(Path.of(directory)).resolve("client-driver")));
        cluster = AeronCluster.connect(new AeronCluster.Context()
                .aeronDirectoryName(media.aeronDirectoryName())
                .messageTimeoutNs(LONG_ENOUGH_NANOS)
                .ingressChannel(AeronSettings.INGRESS)
                .ingressEndpoints("0=localhost:" + port)
                .egressChannel("aeron:udp?endpoint=localhost:0")
                .egressListener(answers));
    }

    /** Sends a call, and takes answers until there is room for it. */
    void offer(DirectBuffer payload, int length) {
        idle.reset();
        while (cluster.offer(payload, 0, length) < 0) {
            poll();
        }
    }

    /** Takes answers, if there are some, or gives way. */
    void poll() {
        idle.idle(cluster.pollEgress());
    }

    @Override
    public void close() {
        cluster.close();
        media.close();
    }
}
