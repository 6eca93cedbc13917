package org.ambrosia.runtime.log.file;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.ambrosia.runtime.api.InstanceConfig;
import org.ambrosia.runtime.api.ReplicaRole;
import org.ambrosia.runtime.log.LogEngine;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** How a process asks for a log that another one writes. */
@Timeout(30)
class SuccessionTest {
    @TempDir
    private Path directory;

    private final BlockingQueue<String> wanted = new LinkedBlockingQueue<>();

    /** The two have the same process id, as processes of two containers may have, whose process id means nothing here. */
    @Test
    void whoAsksIsKnownByTheFileThatItHoldsAndNotByAProcessId() throws InterruptedException {
        try (TestLog primary = begin();
                TestLog other = join(1)) {
            primary.leadership().onHandoverRequest(wanted::add);
            other.leadership().requestHandover();
            assertThat(wanted.poll(10, TimeUnit.SECONDS)).contains("replica 1, process ");
            assertThat(request()).doesNotExist();
        }
    }

    @Test
    void whoAskedAndHasEndedSinceDoesNotCount() {
        try (TestLog primary = begin()) {
            try (TestLog other = join(1)) {
                other.leadership().requestHandover();
            }
            assertThat(request()).exists();
            primary.leadership().onHandoverRequest(wanted::add);
            assertThat(request()).doesNotExist();
            assertThat(wanted).isEmpty();
        }
    }

    /** The primary would end, and no process would go on. */
    @Test
    void aHandoverIsGivenToNobodyWhileNoStandbyShowsASignOfLife() throws Exception {
        InstanceConfig config = InstanceConfig.builder("one").log(directory).build();
        try (TestLog primary = begin();
                TestLog checkpointer = join(1);
                TestLog standby = join(2)) {
            checkpointer.membership().publish(ReplicaRole.CHECKPOINTER, 0);
            standby.membership().publish(ReplicaRole.STANDBY, 0);
            try (LogEngine.Request request = new TestEngine().requestHandover(config)) {
                assertThat(request).isNotNull();
                primary.leadership().onHandoverRequest(wanted::add);
                assertThat(wanted).isEmpty();
                assertThat(request()).as("waits, while the command does").exists();
            }
            AtomicBoolean stop = new AtomicBoolean();
            Thread alive = new Thread(() -> {
                while (!stop.get()) {
                    standby.membership().publish(ReplicaRole.STANDBY, 0);
                    primary.leadership().renew();
                    Thread.onSpinWait();
                }
            });
            alive.start();
            try (LogEngine.Request request = new TestEngine().requestHandover(config)) {
                assertThat(request).isNotNull();
                assertThat(wanted.poll(10, TimeUnit.SECONDS)).contains("process ");
            } finally {
                stop.set(true);
                alive.join();
            }
        }
    }

    /** As a replica that is started again after it has asked. */
    @Test
    void whoHasTheNumberOfAProcessThatAskedHasNotAskedItself() {
        try (TestLog primary = begin()) {
            try (TestLog other = join(1)) {
                other.leadership().requestHandover();
            }
            try (TestLog another = join(1)) {
                assertThat(another.leadership().isPrimary()).isFalse();
                primary.leadership().onHandoverRequest(wanted::add);
                assertThat(request()).doesNotExist();
                assertThat(wanted).isEmpty();
            }
        }
    }

    /** The one that it has asked had ended before it saw the request. */
    @Test
    void whoAskedAndHasTheLogTakesItsRequestAway() {
        TestLog primary = begin();
        try (TestLog other = join(1)) {
            other.leadership().requestHandover();
            primary.close();
            assertThat(other.isVacant()).isTrue();
            assertThat(other.claim()).isTrue();
            other.leadership().onHandoverRequest(wanted::add);
            assertThat(request()).doesNotExist();
            assertThat(wanted).isEmpty();
        }
    }

    @Test
    void aRequestThatIsNotUnderstoodIsLeft() throws IOException {
        try (TestLog primary = begin()) {
            Files.writeString(request(), "member 1, from a later release\n");
            primary.leadership().onHandoverRequest(wanted::add);
            assertThat(request()).exists();
            assertThat(wanted).isEmpty();
        }
    }

    /** The primary may not have been told of the file, or has taken it and could not end. */
    @Test
    void aProcessThatWaitsAsksAgainEveryFewSeconds() throws IOException {
        try (TestLog primary = begin();
                TestLog other = join(1)) {
            assertThat(primary.leadership().isPrimary()).isTrue();
            other.leadership().requestHandover();
            Files.delete(request());
            other.isVacant();
            assertThat(request()).doesNotExist();
            other.leadership().vacantTerm(System.nanoTime() + TimeUnit.SECONDS.toNanos(4));
            assertThat(request()).exists();
        }
    }

    private Path request() {
        return directory.resolve("one").resolve("successor");
    }

    private TestLog begin() {
        TestLog primary = join(0);
        primary.checkpoint(0, new byte[] {1}, new byte[] {2});
        primary.begin(0, 0);
        return primary;
    }

    private TestLog join(int replica) {
        return new TestEngine()
                .join(InstanceConfig.builder("one")
                        .log(directory)
                        .replica(replica)
                        .build());
    }
}
