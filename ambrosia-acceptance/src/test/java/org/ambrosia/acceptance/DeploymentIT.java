package org.ambrosia.acceptance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.InstanceOfAssertFactories.STRING;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.ambrosia.runtime.Ambrosia;
import org.ambrosia.runtime.api.AmbrosiaException;
import org.ambrosia.runtime.api.ErrorTag;
import org.ambrosia.runtime.api.Instance;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Instances in this process, with real files and sockets. */
class DeploymentIT {
    @TempDir
    private Path data;

    private final List<Instance> running = new ArrayList<>();

    @BeforeAll
    static void bePatientOnABusyMachine() {
        Awaitility.setDefaultTimeout(Duration.ofMinutes(1));
    }

    @AfterEach
    void closeAll() {
        running.forEach(Instance::close);
    }

    @Test
    void severalInstancesInOneProcessCallEachOther() throws InterruptedException {
        TestLedger one = start("one");
        TestLedger two = start("two");
        one.type("fork two hello");
        one.type("ask two");
        awaitSeen(two, "first start", "hello");
        awaitSeen(one, "first start", "fork two hello", "ask two", "two has [first start, hello]");
    }

    @Test
    void aHandlersExceptionReachesTheAsyncCaller() throws InterruptedException {
        TestLedger one = start("one");
        start("two");
        one.type("fail two no such thing");
        awaitSeen(one, "first start", "fail two no such thing", "failed: no such thing");
    }

    @Test
    void aFailingForkIsLoggedWithItsCallAndTheInstanceGoesOn() throws InterruptedException {
        String logger = "org.ambrosia.runtime.binding.Replies";
        try (Logged logged = new Logged(logger)) {
            TestLedger one = start("one");
            one.type("failfork one out of paper");
            one.type("next");
            awaitSeen(one, "first start", "failfork one out of paper", "next");
            await().until(() -> logged.has("out of paper"));
            assertThat(logged.messages())
                    .filteredOn(each -> each.contains("out of paper"))
                    .singleElement(STRING)
                    .contains("[Ambrosia/HandlerFailed]", "instance=one", "fail(java.lang.String)", "seq=");
        }
    }

    @Test
    void stateIsThereAgainAfterARestart() throws InterruptedException {
        TestLedger before = start("one");
        before.type("a");
        before.type("self 3");
        awaitSeen(before, "first start", "a", "self 3", "self 0", "self 1", "self 2");
        stop();
        TestLedger after = start("one");
        awaitSeen(after, "first start", "a", "self 3", "self 0", "self 1", "self 2");
        assertThat(after.seen).contains("primary behind 6");
        after.type("b");
        awaitSeen(after, "first start", "a", "self 3", "self 0", "self 1", "self 2", "b");
    }

    @Test
    void awaitServingReturnsWhenTheLogIsExecutedAndNotBefore() throws Exception {
        TestLedger before = start("one");
        before.type("a");
        awaitSeen(before, "first start", "a");
        stop();
        TestLedger after = new TestLedger();
        after.gate = new CountDownLatch(1);
        Instance handle = deploy("one", after, 1 << 20).start();
        running.add(handle);
        CompletableFuture<Boolean> serving = CompletableFuture.supplyAsync(() -> isPrimaryWhenServing(handle, after));
        await().during(Duration.ofMillis(700)).until(() -> !serving.isDone());
        after.gate.countDown();
        assertThat(serving.get(1, TimeUnit.MINUTES)).isTrue();
    }

    private static boolean isPrimaryWhenServing(Instance handle, TestLedger ledger) {
        try {
            handle.awaitServing();
            return ledger.isPrimary();
        } catch (InterruptedException ending) {
            throw new AssertionError(ending);
        }
    }

    @Test
    void aCheckpointThatIsAskedForIsStoredAndNothingBeforeItIsExecutedAgain() throws Exception {
        TestLedger before = start("one");
        before.type("a");
        awaitSeen(before, "first start", "a");
        running.get(0).checkpoint().toCompletableFuture().get(1, TimeUnit.MINUTES);
        before.type("b");
        awaitSeen(before, "first start", "a", "b");
        stop();
        awaitSeen(start("one"), "b");
    }

    @Test
    void aCloseTakesACheckpointIfSomethingWasLogged() throws Exception {
        TestLedger before = new TestLedger();
        try (Instance handle = closesWithCheckpoint(before)) {
            handle.awaitServing();
            before.type("a");
            awaitSeen(before, "first start", "a");
        }
        List<String> files = fileNames("one");
        TestLedger after = new TestLedger();
        try (Instance handle = closesWithCheckpoint(after)) {
            handle.awaitServing();
            assertThat(after.seen).containsExactly("primary behind 2");
        }
        assertThat(checkpoints(fileNames("one"))).isEqualTo(checkpoints(files));
    }

    private Instance closesWithCheckpoint(TestLedger ledger) {
        return deploy("one", ledger, 1 << 20)
                .with(settings -> settings.checkpointAtClose(Duration.ofMinutes(1)))
                .start();
    }

    private static List<String> checkpoints(List<String> files) {
        return files.stream()
                .filter(name -> name.endsWith(".checkpoint"))
                .sorted()
                .toList();
    }

    @Test
    void aDestinationThatIsNotUpYetOrGoesAwayOnlyDelaysCalls() throws InterruptedException {
        TestLedger one = start("one");
        one.type("fork two early");
        awaitSeen(one, "first start", "fork two early");
        TestLedger two = start("two");
        awaitSeen(two, "first start", "early");
        running.remove(1).close();
        one.type("fork two while away");
        awaitSeen(one, "first start", "fork two early", "fork two while away");
        TestLedger again = start("two");
        awaitSeen(again, "first start", "early", "while away");
    }

    @Test
    void aPromiseOutlivesBothProcesses() throws InterruptedException {
        TestLedger one = start("one");
        one.type("ask two");
        awaitSeen(one, "first start", "ask two");
        stop();
        TestLedger again = start("one");
        start("two");
        awaitSeen(again, "first start", "ask two", "two has [first start]");
    }

    @Test
    void checkpointsAreTakenAndOldSegmentsDeletedWhileCallsGoOn() throws InterruptedException, IOException {
        TestLedger one = start("one", 32 << 10);
        for (int i = 0; i < 200; i++) {
            String line = "line " + i;
            one.type(line);
            if (i % 5 == 0) {
                await().pollInterval(Duration.ofMillis(1)).until(() -> one.seen.contains(line));
            }
        }
        await().until(() -> fileNames("one").stream()
                .anyMatch(name -> name.endsWith(".checkpoint") && name.compareTo("000000000003") > 0));
        assertThat(fileNames("one").stream().filter(name -> name.endsWith(".checkpoint")))
                .hasSizeLessThanOrEqualTo(3);
        assertThat(fileNames("one")).doesNotContain("000000000000.000001.segment");
        stop();
        TestLedger again = start("one", 32 << 10);
        again.type("ask one");
        await().until(() -> again.seen.stream().anyMatch(line -> line.startsWith("one has [first start, line 0,")));
        String all = again.seen.stream()
                .filter(line -> line.startsWith("one has"))
                .findFirst()
                .orElseThrow();
        for (int i = 0; i < 199; i++) {
            assertThat(all).containsOnlyOnce(" line " + i + ",");
        }
    }

    @Test
    void callsThatCantBeReplayedAreRefused() throws InterruptedException {
        TestLedger one = start("one");
        one.type("impulse");
        one.type("lambda");
        awaitSeen(one, "first start", "impulse", "refused: ImpulseDuringReplay", "lambda", "refused: LambdaCallback");
        assertThatThrownBy(one::forkFromOutside)
                .isInstanceOfSatisfying(
                        AmbrosiaException.class,
                        refused -> assertThat(refused.tag()).isEqualTo(ErrorTag.CALL_OUTSIDE_HANDLER));
    }

    /** A replay under another limit must not make a call that was refused. */
    @Test
    void aCallThatIsTooLargeFailsAndDoesSoInEachReplayWhateverTheLimitIsNow() throws InterruptedException {
        TestLedger one = start("one");
        one.type("large 2000");
        String[] first = {"first start", "large 2000", "done", "x".repeat(2000)};
        awaitSeen(one, first);
        stop();
        TestLedger limited = new TestLedger();
        running.add(deploy("one", limited, 1 << 20)
                .with(settings -> settings.maxMessageBytes(4096))
                .start());
        await().until(limited::isPrimary);
        limited.type("large 5000");
        awaitSeen(limited, first[0], first[1], first[2], first[3], "large 5000", "refused: MessageTooLarge");
        stop();
        TestLedger again = start("one");
        await().until(again::isPrimary);
        again.type("large 5000");
        awaitSeen(
                again,
                first[0],
                first[1],
                first[2],
                first[3],
                "large 5000",
                "refused: MessageTooLarge",
                "large 5000",
                "done",
                "x".repeat(5000));
    }

    @Test
    void aLargeCallArrives() throws InterruptedException {
        TestLedger one = start("one");
        TestLedger two = start("two");
        String large = "y".repeat(20_000_000);
        one.type("fork two " + large);
        awaitSeen(two, "first start", large);
    }

    @Test
    void aRunningInstanceCantBeStartedASecondTime() throws InterruptedException {
        start("one");
        assertThatThrownBy(() -> deploy("one", new TestLedger(), 1 << 20).start())
                .isInstanceOfSatisfying(
                        AmbrosiaException.class,
                        refused -> assertThat(refused.tag()).isEqualTo(ErrorTag.LOG_IN_USE));
    }

    @Test
    void aRefusedSecondStartDoesNotLetAnotherProcessIn() throws InterruptedException {
        Instance receiver = Ambrosia.deploy("receiver", CountingReceiver::new)
                .log(data.resolve("logs"))
                .registryDirectory(data.resolve("registry"))
                .start();
        running.add(receiver);
        receiver.awaitServing();
        assertThatThrownBy(() -> deploy("receiver", new TestLedger(), 1 << 20).start())
                .hasMessageContaining("LogInUse");
        try (Program other = Program.start(
                data.resolve("other.log"),
                "org.ambrosia.acceptance/org.ambrosia.acceptance.Main",
                "receiver",
                data.toString(),
                "1")) {
            assertThat(other.awaitExit()).isNotZero();
            assertThat(other.lines()).anyMatch(line -> line.contains("[Ambrosia/LogInUse]"));
        }
    }

    @Test
    void aPortInUseIsAClearErrorAndLeavesTheLogFree() throws InterruptedException {
        start("one");
        int port = running.get(0).port();
        assertThatThrownBy(() ->
                        deploy("two", new TestLedger(), 1 << 20).port(port).start())
                .isInstanceOfSatisfying(
                        AmbrosiaException.class,
                        refused -> assertThat(refused.tag()).isEqualTo(ErrorTag.PORT_IN_USE))
                .hasMessageContaining(Integer.toString(port));
        start("two");
    }

    @Test
    void hostileBytesOnThePortCostALinkAndNothingElse() throws Exception {
        TestLedger one = start("one");
        TestLedger two = start("two");
        Random random = new Random(3);
        for (int i = 0; i < 50; i++) {
            byte[] bytes = new byte[random.nextInt(1, 200)];
            random.nextBytes(bytes);
            if (i % 2 == 0) {
                bytes[0] = 60;
                bytes[1] = 0;
                bytes[2] = 0;
                bytes[3] = (byte) (i % 4 == 0 ? 0 : 0x7f);
            }
            try (Socket socket =
                    new Socket(InetAddress.getLoopbackAddress(), running.get(0).port())) {
                socket.getOutputStream().write(bytes);
                socket.getOutputStream().flush();
            }
        }
        one.type("fork two still here");
        awaitSeen(two, "first start", "still here");
    }

    @Test
    void aReCreatedInstanceStartsAnewWithItsPeers() throws InterruptedException, IOException {
        TestLedger one = start("one");
        TestLedger two = start("two");
        one.type("fork two before");
        awaitSeen(two, "first start", "before");
        running.remove(0).close();
        deleteLog("one");
        TestLedger anew = start("one");
        anew.type("fork two after");
        awaitSeen(two, "first start", "before", "after");
    }

    @Test
    void aReCreatedDestinationThatLostCallsIsAnErrorThatNamesBothSides() throws InterruptedException, IOException {
        TestLedger one = start("one");
        TestLedger two = start("two");
        one.type("fork two before");
        awaitSeen(two, "first start", "before");
        one.type("next");
        awaitSeen(one, "first start", "fork two before", "next");
        running.remove(1).close();
        deleteLog("two");
        try (Logged logged = new Logged("org.ambrosia.runtime.node.InstanceNode")) {
            start("two");
            one.type("fork two after");
            await().until(() -> logged.messages().stream()
                    .anyMatch(each -> each.contains("[Ambrosia/CallsLost]")
                            && each.contains("\"one\"")
                            && each.contains("\"two\"")));
        }
    }

    private void deleteLog(String instance) throws IOException {
        try (Stream<Path> files = Files.list(data.resolve("logs").resolve(instance))) {
            for (Path each : files.toList()) {
                Files.delete(each);
            }
        }
    }

    private TestLedger start(String name) throws InterruptedException {
        return start(name, 64 << 20);
    }

    private TestLedger start(String name, long segmentBytes) throws InterruptedException {
        TestLedger ledger = new TestLedger();
        Instance handle = deploy(name, ledger, segmentBytes).start();
        running.add(handle);
        handle.awaitServing();
        await().until(ledger::isPrimary);
        return ledger;
    }

    private void stop() {
        running.forEach(Instance::close);
        running.clear();
    }

    private Ambrosia.Deployment deploy(String name, TestLedger ledger, long segmentBytes) {
        return Ambrosia.deploy(name, () -> ledger)
                .log(data.resolve("logs"))
                .registryDirectory(data.resolve("registry"))
                .with(settings -> settings.segmentBytes(segmentBytes).checkpointAtClose(Duration.ZERO));
    }

    private List<String> fileNames(String instance) throws IOException {
        try (Stream<Path> files = Files.list(data.resolve("logs").resolve(instance))) {
            return files.map(file -> file.getFileName().toString()).toList();
        }
    }

    private static void awaitSeen(TestLedger ledger, String... lines) {
        await().untilAsserted(() -> assertThat(ledger.seen.stream().filter(line -> !line.startsWith("primary behind")))
                .containsExactly(lines));
    }
}
