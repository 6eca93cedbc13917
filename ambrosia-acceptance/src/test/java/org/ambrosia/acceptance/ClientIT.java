package org.ambrosia.acceptance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.fail;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.ambrosia.runtime.Ambrosia;
import org.ambrosia.runtime.api.AmbrosiaClient;
import org.ambrosia.runtime.api.AmbrosiaException;
import org.ambrosia.runtime.api.CallFailedException;
import org.ambrosia.runtime.api.ErrorTag;
import org.ambrosia.runtime.api.Instance;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Programs that call instances from outside. */
class ClientIT {
    private static final String MAIN = "org.ambrosia.acceptance/org.ambrosia.acceptance.Main";
    private static final Duration LONG = Duration.ofMinutes(1);
    private static final int KILLS = 10;
    private static final int CALLS_PER_KILL = 400;

    @TempDir
    private Path data;

    @Test
    void eachCallIsExecutedOnceAndInOrderThoughTheInstanceIsKilled() throws Exception {
        long seed = System.nanoTime();
        System.out.println("Kills from seed " + seed);
        Random random = new Random(seed);
        Program receiver = receiver();
        List<CompletableFuture<Long>> answers = new ArrayList<>();
        try (AmbrosiaClient client = client()) {
            ReceiverClient receiving = ReceiverClient.of(client, "receiver");
            AtomicLong answered = new AtomicLong();
            long number = 0;
            for (int kill = 0; kill <= KILLS; kill++) {
                for (int i = 0; i < CALLS_PER_KILL; i++) {
                    number++;
                    if (random.nextInt(4) == 0) {
                        receiving.nextFork(number);
                    } else {
                        long wanted = number;
                        answers.add(receiving.nextAsync(number).thenApply(count -> {
                            answered.set(wanted);
                            return count - wanted;
                        }));
                    }
                }
                long threshold = number - random.nextInt(CALLS_PER_KILL);
                await().atMost(LONG)
                        .pollInterval(Duration.ofMillis(1))
                        .until(() -> answered.get() >= threshold || answered.get() == answers.size());
                if (kill < KILLS) {
                    receiver.kill();
                    receiver = receiver();
                }
            }
            client.durable().get(1, TimeUnit.MINUTES);
            assertThat(receiving.totalAsync().get(1, TimeUnit.MINUTES)).isEqualTo(number);
            for (CompletableFuture<Long> each : answers) {
                assertThat(each.get(1, TimeUnit.MINUTES))
                        .as("the count is the number of the call")
                        .isZero();
            }
        } finally {
            receiver.close();
        }
    }

    @Test
    void aCallWithoutAnAnswerFailsInTimeAndIsExecutedAllTheSame() throws Exception {
        try (AmbrosiaClient client = Ambrosia.client()
                .registryDirectory(data.resolve("registry"))
                .with(settings -> settings.callTimeout(Duration.ofMillis(500)))
                .start()) {
            LedgerClient ledger = LedgerClient.of(client, "one");
            ledger.addFork("early");
            assertThat(tagOf(ledger.linesAsync())).isEqualTo(ErrorTag.UNKNOWN_INSTANCE);
            CompletableFuture<Void> durable = client.durable();
            TestLedger immortal = new TestLedger();
            Instance one = start(immortal);
            try {
                durable.get(1, TimeUnit.MINUTES);
            } finally {
                one.close();
            }
            assertThat(tagOf(ledger.linesAsync())).isEqualTo(ErrorTag.CALL_TIMEOUT);
            LedgerClient hasty = ledger.withTimeout(Duration.ofMillis(50));
            assertThatThrownBy(hasty::lines)
                    .isInstanceOf(AmbrosiaException.class)
                    .hasMessageContainingAll("CallTimeout", "50 ms");
            assertThat(immortal.seen).contains("early");
        }
    }

    private static ErrorTag tagOf(CompletableFuture<?> failing) throws Exception {
        try {
            return fail("answered with " + failing.get(1, TimeUnit.MINUTES));
        } catch (ExecutionException failed) {
            return ((AmbrosiaException) failed.getCause()).tag();
        }
    }

    @Test
    void anInstanceThatComesLaterIsWaitedFor() throws Exception {
        try (Logged logged = new Logged("org.ambrosia.runtime.node.Directory");
                AmbrosiaClient client = client()) {
            LedgerClient ledger = LedgerClient.of(client, "one");
            ledger.addFork("early");
            CompletableFuture<Void> durable = client.durable();
            CompletableFuture<List<String>> lines = ledger.linesAsync();
            await().atMost(LONG).until(() -> logged.has("\"one\" waits until it is started"));
            assertThat(durable).isNotDone();
            try (Instance one = start(new TestLedger())) {
                assertThat(one.name()).isEqualTo("one");
                durable.get(1, TimeUnit.MINUTES);
                assertThat(lines.get(1, TimeUnit.MINUTES)).containsExactly("first start", "early");
            }
        }
    }

    @Test
    void anyValueMayBeSentAndTheInstanceOfAProxyThatCameMayBeCalled() throws Exception {
        try (Instance one = start("one", new TestLedger());
                Instance two = start("two", new TestLedger());
                AmbrosiaClient client = client()) {
            one.awaitServing();
            two.awaitServing();
            LedgerClient first = LedgerClient.of(client, "one");
            assertThat(first.twice(Duration.ofSeconds(3))).isEqualTo(Duration.ofSeconds(6));
            LedgerProxy came = first.other("two");
            assertThatThrownBy(() -> came.addFork("by the proxy itself")).hasMessageContaining("XClient.of");
            LedgerClient second = LedgerClient.of(client, came.instanceName());
            assertThat(second.asProxy()).isEqualTo(came);
            second.addFork("by its client").toCompletableFuture().get(1, TimeUnit.MINUTES);
            assertThat(second.lines()).containsExactly("first start", "by its client");
            client.durable().get(1, TimeUnit.MINUTES);
        }
    }

    @Test
    void failuresAndMistakesAreTold() throws Exception {
        try (Instance one = start(new TestLedger())) {
            one.awaitServing();
            LedgerClient ledger;
            try (AmbrosiaClient client = client()) {
                ledger = LedgerClient.of(client, "one");
                makeMistakes(client, ledger);
            }
            assertThatThrownBy(() -> ledger.addFork("late"))
                    .isInstanceOfSatisfying(
                            AmbrosiaException.class,
                            ended -> assertThat(ended.tag()).isEqualTo(ErrorTag.INSTANCE_ENDED));
        }
    }

    private static void makeMistakes(AmbrosiaClient client, LedgerClient ledger) throws Exception {
        assertThatThrownBy(() -> ledger.failAsync("out of paper").join())
                .isInstanceOf(CompletionException.class)
                .cause()
                .isInstanceOf(CallFailedException.class)
                .hasMessageContaining("out of paper");
        assertThatThrownBy(() -> ledger.fail("out of ink"))
                .isInstanceOf(CallFailedException.class)
                .hasMessageContaining("out of ink")
                .satisfies(failed -> assertThat(failed.getStackTrace()).isNotEmpty());
        assertThatThrownBy(() -> ledger.addFork("x".repeat(65 << 20)))
                .isInstanceOfSatisfying(
                        AmbrosiaException.class,
                        tooLarge -> assertThat(tooLarge.tag()).isEqualTo(ErrorTag.MESSAGE_TOO_LARGE));
        assertThatThrownBy(() ->
                        ledger.linesAsync().thenApply(lines -> ledger.lines()).get(1, TimeUnit.MINUTES))
                .hasMessageContaining("CallWouldBlock");
        assertThatThrownBy(() -> LedgerClient.of(client, "~one")).hasMessageContaining("instance name");
        ledger.typedImpulse("an impulse");
        assertThat(ledger.linesAsync().get(1, TimeUnit.MINUTES)).containsExactly("first start", "an impulse");
    }

    @Test
    void aCallerThatIsClosedWaitsForWhatIsUnderWayAndIsForgotten() throws Exception {
        TestLedger immortal = new TestLedger();
        try (Instance one = start(immortal)) {
            one.awaitServing();
            for (int i = 0; i < 20; i++) {
                try (AmbrosiaClient client = client()) {
                    LedgerClient.of(client, "one").addFork("line " + i);
                }
            }
            await().atMost(LONG).until(() -> immortal.seen.contains("line 19"));
            assertThat(immortal.seen).hasSize(22);
            Path status = data.resolve("registry").resolve("status").resolve("one.0.status");
            await().atMost(LONG).until(() -> !Files.readString(status).contains("clients"));
        }
    }

    @Test
    void aCallerThatWasForgottenIsToldAndGoesOnAsAnother() throws Exception {
        TestLedger immortal = new TestLedger();
        Instance one = start(immortal, Duration.ofMillis(300));
        try (AmbrosiaClient client = client()) {
            LedgerClient ledger = LedgerClient.of(client, "one");
            assertThat(ledger.linesAsync().get(1, TimeUnit.MINUTES)).hasSize(1);
            // Its registration is forgotten while nobody can reach the instance, which is another incarnation then.
            one.close();
            deleteLogs();
            ledger.addFork("lost");
            CompletableFuture<List<String>> lost = ledger.linesAsync();
            one = start(new TestLedger(), Duration.ofMillis(300));
            assertThatThrownBy(() -> lost.get(1, TimeUnit.MINUTES))
                    .cause()
                    .isInstanceOfSatisfying(
                            AmbrosiaException.class,
                            forgotten -> assertThat(forgotten.tag()).isEqualTo(ErrorTag.CLIENT_FORGOTTEN));
            assertThat(client.durable()).as("a fork was lost").isCompletedExceptionally();
            assertThat(client.durable()).as("the second thread").isCompletedExceptionally();
            assertThat(ledger.linesAsync().get(1, TimeUnit.MINUTES)).containsExactly("first start");
        } finally {
            one.close();
        }
    }

    @Test
    void whoCallsTooMuchAtOnceWaitsUntilItIsDurable() throws Exception {
        try (AmbrosiaClient client = Ambrosia.client()
                .registryDirectory(data.resolve("registry"))
                .with(settings -> settings.maxPendingBytes(1 << 16))
                .start()) {
            LedgerClient ledger = LedgerClient.of(client, "one");
            AtomicLong made = new AtomicLong();
            Thread calling = new Thread(() -> {
                for (int i = 0; i < 100; i++) {
                    ledger.addFork("x".repeat(10_000));
                    made.incrementAndGet();
                }
            });
            calling.start();
            await().atMost(LONG).until(() -> calling.getState() == Thread.State.TIMED_WAITING);
            assertThat(made.get()).isLessThan(30);
            TestLedger immortal = new TestLedger();
            try (Instance one = start(immortal)) {
                one.awaitServing();
                calling.join(LONG.toMillis());
                assertThat(made.get()).isEqualTo(100);
                client.durable().get(1, TimeUnit.MINUTES);
            }
        }
    }

    private void deleteLogs() throws IOException {
        try (var files = Files.walk(data.resolve("logs"))) {
            for (Path each : files.sorted(java.util.Comparator.reverseOrder()).toList()) {
                Files.delete(each);
            }
        }
    }

    private AmbrosiaClient client() {
        return Ambrosia.client().registryDirectory(data.resolve("registry")).start();
    }

    private Instance start(TestLedger immortal) {
        return start(immortal, Duration.ofMinutes(1));
    }

    private Instance start(String name, TestLedger immortal) {
        return start(name, immortal, Duration.ofMinutes(1));
    }

    private Instance start(TestLedger immortal, Duration clientTimeout) {
        return start("one", immortal, clientTimeout);
    }

    private Instance start(String name, TestLedger immortal, Duration clientTimeout) {
        return Ambrosia.deploy(name, () -> immortal)
                .log(data.resolve("logs"))
                .registryDirectory(data.resolve("registry"))
                .with(settings -> settings.peerTimeout(Duration.ofMillis(300)).clientTimeout(clientTimeout))
                .start();
    }

    private Program receiver() {
        return Program.start(data.resolve("receiver.log"), MAIN, "receiver", data.toString(), "0");
    }
}
