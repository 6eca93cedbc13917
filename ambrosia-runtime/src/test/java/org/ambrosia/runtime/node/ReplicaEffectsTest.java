package org.ambrosia.runtime.node;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.ambrosia.runtime.api.InstanceConfig;
import org.ambrosia.runtime.log.Log;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

class ReplicaEffectsTest {
    /** The executor is shut down before the writer has come to the end of its work. */
    @Test
    @Timeout(30)
    void aCheckpointThatComesWhileTheInstanceEndsIsNoFailureOfTheWriter() throws InterruptedException {
        Log log = (Log) Proxy.newProxyInstance(
                Log.class.getClassLoader(), new Class<?>[] {Log.class}, (proxy, method, arguments) -> null);
        LogWriter writer = new LogWriter(log, event -> {});
        ExecutorService checkpoints = Executors.newSingleThreadExecutor();
        checkpoints.shutdown();
        ReplicaEffects effects = new ReplicaEffects(
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
}
