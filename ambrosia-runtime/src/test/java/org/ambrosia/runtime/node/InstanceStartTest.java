package org.ambrosia.runtime.node;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.ambrosia.runtime.api.BindingPorts;
import org.ambrosia.runtime.api.Instance;
import org.ambrosia.runtime.api.InstanceConfig;
import org.ambrosia.runtime.log.Log;
import org.ambrosia.runtime.log.LogEngine;
import org.ambrosia.runtime.log.LogSettings;
import org.ambrosia.runtime.net.FreePorts;
import org.ambrosia.runtime.thread.TappedLog;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Coordinators as they start. */
class InstanceStartTest {
    private static final Duration LEASE = Duration.ofMillis(300);

    @TempDir
    private Path directory;

    /** Classes that are loaded, or a machine that has much else to do, may take longer than the lease. */
    @Test
    void aStartThatTakesLongerThanTheLeaseDoesNotCostTheRole() throws IOException {
        Stalling stalling = new Stalling();
        TappedLog tapped = new TappedLog(InstanceNode.class.getName(), stalling::hear);
        CompletableFuture<Instance> starting = CompletableFuture.supplyAsync(this::start);
        try {
            await().atMost(Duration.ofSeconds(30)).untilTrue(stalling.begun);
            try (LogEngine engine = Engines.logs(config(1).log());
                    Log other = engine.join(LogSettings.of(config(1)))) {
                AtomicInteger looks = new AtomicInteger();
                AtomicBoolean vacant = new AtomicBoolean();
                await().pollInterval(LEASE.dividedBy(20))
                        .atMost(Duration.ofSeconds(30))
                        .until(() -> {
                            vacant.set(vacant.get()
                                    || other.leadership()
                                            .vacantTerm(System.nanoTime())
                                            .isPresent());
                            return looks.incrementAndGet() > 100;
                        });
                assertThat(vacant).isFalse();
            }
        } finally {
            tapped.close();
            stalling.end.countDown();
            starting.join().close();
        }
    }

    private Instance start() {
        return InstanceNode.coordinate(
                config(0), new ApplicationPorts(new BindingPorts(FreePorts.next(), FreePorts.next()), false));
    }

    private InstanceConfig config(int replica) {
        return InstanceConfig.builder("server")
                .log(directory.resolve("logs"))
                .registryDirectory(directory.resolve("registry"))
                .replica(replica)
                .lease(LEASE)
                .build();
    }

    /** Holds up the start behind its claim of the log, as loading of classes does. */
    private static final class Stalling {
        private final AtomicBoolean begun = new AtomicBoolean();
        private final CountDownLatch end = new CountDownLatch(1);

        private void hear(String message) {
            if (message.contains("is the primary") && begun.compareAndSet(false, true)) {
                try {
                    end.await(30, TimeUnit.SECONDS);
                } catch (InterruptedException ending) {
                    Thread.currentThread().interrupt();
                }
            }
        }
    }
}
