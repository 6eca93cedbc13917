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
import org.ambrosia.runtime.api.AmbrosiaException;
import org.ambrosia.runtime.api.ErrorTag;
import org.ambrosia.runtime.api.InstanceHandle;
import org.ambrosia.runtime.api.OutsideCaller;
import org.ambrosia.runtime.api.RemoteException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Programs that call instances from outside. */
class OutsideCallerIT {
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
        try (OutsideCaller caller = caller()) {
            ReceiverProxy proxy = ReceiverProxy.of(caller, "receiver");
            AtomicLong answered = new AtomicLong();
            long number = 0;
            for (int kill = 0; kill <= KILLS; kill++) {
                for (int i = 0; i < CALLS_PER_KILL; i++) {
                    number++;
                    if (random.nextInt(4) == 0) {
                        proxy.nextFork(number);
                    } else {
                        long wanted = number;
                        answers.add(
                                proxy.nextAsync(number).toCompletableFuture().thenApply(count -> {
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
            caller.durable().get(1, TimeUnit.MINUTES);
            assertThat(proxy.totalAsync().toCompletableFuture().get(1, TimeUnit.MINUTES))
                    .isEqualTo(number);
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
        try (OutsideCaller caller = Ambrosia.caller()
                .registryDirectory(data.resolve("registry"))
                .with(settings -> settings.callTimeout(Duration.ofMillis(500)))
                .start()) {
            LedgerProxy ledger = LedgerProxy.of(caller, "one");
            ledger.addFork("early");
            assertThat(tagOf(ledger.linesAsync().toCompletableFuture())).isEqualTo(ErrorTag.UnknownInstance);
            CompletableFuture<Void> durable = caller.durable();
            TestLedger immortal = new TestLedger();
            InstanceHandle one = start(immortal);
            try {
                durable.get(1, TimeUnit.MINUTES);
            } finally {
                one.close();
            }
            assertThat(tagOf(ledger.linesAsync().toCompletableFuture())).isEqualTo(ErrorTag.CallTimeout);
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
                OutsideCaller caller = caller()) {
            LedgerProxy ledger = LedgerProxy.of(caller, "one");
            ledger.addFork("early");
            CompletableFuture<Void> durable = caller.durable();
            CompletableFuture<List<String>> lines = ledger.linesAsync().toCompletableFuture();
            await().atMost(LONG).until(() -> logged.has("\"one\" waits until it is started"));
            assertThat(durable).isNotDone();
            try (InstanceHandle one = start(new TestLedger())) {
                assertThat(one.name()).isEqualTo("one");
                durable.get(1, TimeUnit.MINUTES);
                assertThat(lines.get(1, TimeUnit.MINUTES)).containsExactly("first start", "early");
            }
        }
    }

    @Test
    void anyValueMayBeSentAndAProxyThatCameMayBeCalled() throws Exception {
        try (InstanceHandle one = start("one", new TestLedger());
                InstanceHandle two = start("two", new TestLedger());
                OutsideCaller caller = caller()) {
            one.awaitServing();
            two.awaitServing();
            LedgerProxy first = LedgerProxy.of(caller, "one");
            assertThat(first.twiceAsync(Duration.ofSeconds(3))
                            .toCompletableFuture()
                            .get(1, TimeUnit.MINUTES))
                    .isEqualTo(Duration.ofSeconds(6));
            LedgerProxy second = first.otherAsync("two").toCompletableFuture().get(1, TimeUnit.MINUTES);
            second.addFork("by a proxy that came");
            assertThat(second.linesAsync().toCompletableFuture().get(1, TimeUnit.MINUTES))
                    .containsExactly("first start", "by a proxy that came");
            caller.durable().get(1, TimeUnit.MINUTES);
        }
    }

    @Test
    void failuresAndMistakesAreTold() throws Exception {
        try (InstanceHandle one = start(new TestLedger())) {
            one.awaitServing();
            LedgerProxy ledger;
            try (OutsideCaller caller = caller()) {
                ledger = LedgerProxy.of(caller, "one");
                makeMistakes(caller, ledger);
            }
            assertThatThrownBy(() -> ledger.addFork("late"))
                    .isInstanceOfSatisfying(
                            AmbrosiaException.class,
                            ended -> assertThat(ended.tag()).isEqualTo(ErrorTag.InstanceEnded));
        }
    }

    private static void makeMistakes(OutsideCaller caller, LedgerProxy ledger) throws Exception {
        assertThatThrownBy(() ->
                        ledger.failAsync("out of paper").toCompletableFuture().join())
                .isInstanceOf(CompletionException.class)
                .cause()
                .isInstanceOf(RemoteException.class)
                .hasMessageContaining("out of paper");
        assertThatThrownBy(() -> ledger.linesAsync().then(found -> {}))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("toCompletableFuture()");
        assertThatThrownBy(() -> ledger.addFork("x".repeat(65 << 20)))
                .isInstanceOfSatisfying(
                        AmbrosiaException.class,
                        tooLarge -> assertThat(tooLarge.tag()).isEqualTo(ErrorTag.MessageTooLarge));
        assertThatThrownBy(() -> LedgerProxy.of(caller, "~one")).hasMessageContaining("instance name");
        ledger.typedFork("an impulse");
        assertThat(ledger.linesAsync().toCompletableFuture().get(1, TimeUnit.MINUTES))
                .containsExactly("first start", "an impulse");
    }

    @Test
    void aCallerThatIsClosedWaitsForWhatIsUnderWayAndIsForgotten() throws Exception {
        TestLedger immortal = new TestLedger();
        try (InstanceHandle one = start(immortal)) {
            one.awaitServing();
            for (int i = 0; i < 20; i++) {
                try (OutsideCaller caller = caller()) {
                    LedgerProxy.of(caller, "one").addFork("line " + i);
                }
            }
            await().atMost(LONG).until(() -> immortal.seen.contains("line 19"));
            assertThat(immortal.seen).hasSize(22);
            Path status = data.resolve("registry").resolve("status").resolve("one.0.status");
            await().atMost(LONG).until(() -> !Files.readString(status).contains("callers"));
        }
    }

    @Test
    void aCallerThatWasForgottenIsToldAndGoesOnAsAnother() throws Exception {
        TestLedger immortal = new TestLedger();
        InstanceHandle one = start(immortal, Duration.ofMillis(300));
        try (OutsideCaller caller = caller()) {
            LedgerProxy ledger = LedgerProxy.of(caller, "one");
            assertThat(ledger.linesAsync().toCompletableFuture().get(1, TimeUnit.MINUTES))
                    .hasSize(1);
            // Its registration is forgotten while nobody can reach the instance, which is another incarnation then.
            one.close();
            deleteLogs();
            ledger.addFork("lost");
            CompletableFuture<List<String>> lost = ledger.linesAsync().toCompletableFuture();
            one = start(new TestLedger(), Duration.ofMillis(300));
            assertThatThrownBy(() -> lost.get(1, TimeUnit.MINUTES))
                    .cause()
                    .isInstanceOfSatisfying(
                            AmbrosiaException.class,
                            forgotten -> assertThat(forgotten.tag()).isEqualTo(ErrorTag.CallerForgotten));
            assertThat(caller.durable()).as("a fork was lost").isCompletedExceptionally();
            assertThat(caller.durable()).as("whoever asks next").isCompletedExceptionally();
            assertThat(ledger.linesAsync().toCompletableFuture().get(1, TimeUnit.MINUTES))
                    .containsExactly("first start");
        } finally {
            one.close();
        }
    }

    @Test
    void whoCallsTooMuchAtOnceWaitsUntilItIsDurable() throws Exception {
        try (OutsideCaller caller = Ambrosia.caller()
                .registryDirectory(data.resolve("registry"))
                .with(settings -> settings.mostBytes(1 << 16))
                .start()) {
            LedgerProxy ledger = LedgerProxy.of(caller, "one");
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
            try (InstanceHandle one = start(immortal)) {
                one.awaitServing();
                calling.join(LONG.toMillis());
                assertThat(made.get()).isEqualTo(100);
                caller.durable().get(1, TimeUnit.MINUTES);
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

    private OutsideCaller caller() {
        return Ambrosia.caller().registryDirectory(data.resolve("registry")).start();
    }

    private InstanceHandle start(TestLedger immortal) {
        return start(immortal, Duration.ofMinutes(1));
    }

    private InstanceHandle start(String name, TestLedger immortal) {
        return start(name, immortal, Duration.ofMinutes(1));
    }

    private InstanceHandle start(TestLedger immortal, Duration callerTimeout) {
        return start("one", immortal, callerTimeout);
    }

    private InstanceHandle start(String name, TestLedger immortal, Duration callerTimeout) {
        return Ambrosia.deploy(name, immortal)
                .log(data.resolve("logs"))
                .registryDirectory(data.resolve("registry"))
                .with(settings -> settings.peerTimeout(Duration.ofMillis(300)).callerTimeout(callerTimeout))
                .start();
    }

    private Program receiver() {
        return Program.start(data.resolve("receiver.log"), MAIN, "receiver", data.toString(), "0");
    }
}
