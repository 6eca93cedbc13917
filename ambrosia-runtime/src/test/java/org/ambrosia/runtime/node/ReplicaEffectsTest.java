package org.ambrosia.runtime.node;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.ambrosia.runtime.api.ErrorTag;
import org.ambrosia.runtime.api.InstanceConfig;
import org.ambrosia.runtime.log.Log;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

class ReplicaEffectsTest {
    private final Log log = (Log) Proxy.newProxyInstance(
            Log.class.getClassLoader(), new Class<?>[] {Log.class}, (proxy, method, arguments) -> null);

    private final LogWriter writer = new LogWriter(log, event -> {});
    private final ExecutorService checkpoints = Executors.newSingleThreadExecutor();

    /** The executor is shut down before the writer has come to the end of its work. */
    @Test
    @Timeout(30)
    void aCheckpointThatComesWhileTheInstanceEndsIsNoFailureOfTheWriter() throws InterruptedException {
        checkpoints.shutdown();
        ReplicaEffects effects = effects();
        List<Throwable> failures = new ArrayList<>();
        Thread thread = new Thread(() -> {
            try {
                writer.run();
            } catch (InterruptedException | RuntimeException failed) {
                failures.add(failed);
            }
        });
        thread.start();
        effects.storeCheckpoint(1, new byte[0], new byte[0]);
        writer.behind(writer::stop);
        thread.join();
        assertThat(failures).isEmpty();
    }

    /** Any peer can cause a warning as often as it likes. */
    @Test
    void aFloodOfWarningsIsAFewLinesOfEachTag() {
        AtomicInteger lines = new AtomicInteger();
        Handler counts = new Handler() {
            @Override
            public void publish(LogRecord record) {
                lines.incrementAndGet();
            }

            @Override
            public void flush() {}

            @Override
            public void close() {}
        };
        Logger logger = Logger.getLogger(InstanceNode.class.getName());
        logger.addHandler(counts);
        ReplicaEffects effects = effects();
        try {
            for (int i = 0; i < 1_000; i++) {
                effects.warn(ErrorTag.MalformedMessage, "The link to \"evil\" is closed");
            }
            assertThat(lines.get()).isBetween(1, 20);
            effects.warn(ErrorTag.PeerMismatch, "another warning");
            assertThat(lines.get()).isBetween(2, 21);
        } finally {
            logger.removeHandler(counts);
            checkpoints.shutdown();
        }
    }

    private ReplicaEffects effects() {
        return new ReplicaEffects(
                InstanceConfig.builder("one").build(),
                1,
                log,
                null,
                null,
                writer,
                null,
                null,
                checkpoints,
                null,
                System.Logger.Level.DEBUG);
    }
}
