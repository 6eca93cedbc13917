package org.ambrosia.acceptance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.ambrosia.runtime.Ambrosia;
import org.ambrosia.runtime.api.AmbrosiaException;
import org.ambrosia.runtime.api.BindingPorts;
import org.ambrosia.runtime.api.CoordinatorLoss;
import org.ambrosia.runtime.api.ErrorTag;
import org.ambrosia.runtime.api.Instance;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Applications and coordinators joined by sockets, in this process. */
class ConnectionIT {
    private static final Duration LONG = Duration.ofMinutes(1);

    @TempDir
    private Path data;

    private int receivePort;
    private int sendPort;
    private final List<Instance> running = new ArrayList<>();

    @BeforeEach
    void choosePorts() {
        receivePort = FreePorts.next();
        sendPort = FreePorts.next();
    }

    @AfterEach
    void closeAll() {
        running.forEach(Instance::close);
    }

    @Test
    void anInstanceChangesFromOneProcessToTwoAndBack() throws InterruptedException {
        TestLedger one = new TestLedger();
        Instance deployed = deploy("one", one);
        serve(deployed, one);
        one.type("in one process");
        await().atMost(LONG).until(() -> one.seen.contains("in one process"));
        deployed.close();

        Instance coordinator = coordinate("one");
        TestLedger two = new TestLedger();
        Instance connected = connect("one", two, CoordinatorLoss.WAIT);
        serve(connected, two);
        assertThat(two.seen).containsSubsequence("first start", "in one process");
        two.type("in two");
        await().atMost(LONG).until(() -> two.seen.contains("in two"));
        connected.close();
        coordinator.close();

        TestLedger three = new TestLedger();
        serve(deploy("one", three), three);
        assertThat(three.seen).containsSubsequence("first start", "in one process", "in two");
    }

    @Test
    void impulsesThatAreSentWithoutACoordinatorArriveAtTheNext() throws InterruptedException {
        Instance coordinator = coordinate("one");
        TestLedger ledger = new TestLedger();
        serve(connect("one", ledger, CoordinatorLoss.WAIT), ledger);
        try (Logged logged = new Logged("org.ambrosia.runtime.node.ApplicationNode")) {
            coordinator.close();
            // What is sent before the application has noticed goes to the coordinator that ends, and is lost with it.
            await().atMost(LONG).until(() -> logged.has("keeps its state and waits"));
        }
        ledger.type("meanwhile");
        coordinate("one");
        await().atMost(LONG).until(() -> ledger.seen.contains("meanwhile"));
        assertThat(ledger.seen).as("nothing was executed again").containsOnlyOnce("first start");
    }

    @Test
    void aCallThatDoesNotReturnIsToldOfByTheApplication() throws InterruptedException {
        coordinate("one");
        TestLedger ledger = new TestLedger();
        Instance application = connect("one", ledger, CoordinatorLoss.WAIT);
        serve(application, ledger);
        ledger.gate = new CountDownLatch(1);
        try (Logged logged = new Logged("org.ambrosia.runtime.binding.HandlerWatch")) {
            ledger.type("slow");
            await().atMost(LONG).until(() -> logged.has("HandlerSlow"));
            assertThat(application.status().problem().orElseThrow()).contains("HandlerSlow", "void typed(");
            ledger.gate.countDown();
            await().atMost(LONG).until(() -> logged.has("has returned after"));
        }
        assertThat(application.status().problem()).isEmpty();
    }

    @Test
    void anApplicationEndsWithItsCoordinatorIfItIsToldTo() throws InterruptedException {
        Instance coordinator = coordinate("one");
        TestLedger ledger = new TestLedger();
        Instance application = connect("one", ledger, CoordinatorLoss.END);
        serve(application, ledger);
        coordinator.close();
        assertEnds(application, ErrorTag.COORDINATOR_LOST, "as it was told to", "Start both again");
    }

    @Test
    void anApplicationWithAnotherTokenIsRefused() throws IOException {
        coordinate("one");
        Path token = data.resolve("registry/one.token");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(token)))
                .isEqualTo("rw-------");
        Files.createDirectories(data.resolve("elsewhere"));
        Files.writeString(data.resolve("elsewhere/one.token"), "guessed");
        Instance application = Ambrosia.connect("one", TestLedger::new)
                .ports(new BindingPorts(receivePort, sendPort))
                .registryDirectory(data.resolve("elsewhere"))
                .start();
        running.add(application);
        assertEnds(application, ErrorTag.BINDING_REFUSED, "token is wrong", "registry directory");
    }

    @Test
    void anApplicationAtAnotherInstancesPortsIsRefused() throws IOException {
        coordinate("one");
        Files.copy(data.resolve("registry/one.token"), data.resolve("registry/two.token"));
        Instance application = connect("two", new TestLedger(), CoordinatorLoss.WAIT);
        assertEnds(
                application,
                ErrorTag.BINDING_REFUSED,
                "This is the coordinator of \"one\", the application is \"two\"");
    }

    /** Its coordinator does not listen where it comes first. */
    @Test
    void anApplicationWithExchangedPortsIsToldWhichIsWhich() {
        coordinate("one");
        Instance application = started(Ambrosia.connect("one", TestLedger::new)
                .ports(new BindingPorts(/* receivePort= */ sendPort, /* sendPort= */ receivePort))
                .registryDirectory(data.resolve("registry"))
                .start());
        assertEnds(
                application,
                ErrorTag.BINDING_REFUSED,
                "are exchanged",
                "new BindingPorts(" + receivePort + ", " + sendPort + ")");
    }

    @Test
    void whichPortsACoordinatorHasIsToldIfTheyAreOthers() {
        try (Logged logged = new Logged("org.ambrosia.runtime.node.ApplicationNode")) {
            Instance application = started(Ambrosia.connect("one", TestLedger::new)
                    .ports(new BindingPorts(FreePorts.next(), FreePorts.next()))
                    .registryDirectory(data.resolve("registry"))
                    .start());
            coordinate("one");
            await().atMost(LONG).until(() -> logged.has("receives on " + receivePort + " and sends on " + sendPort));
            assertThat(application.status().problem()).isEmpty();
        }
    }

    @Test
    void anEmptyTokenLetsNobodyIn() throws IOException {
        Files.createDirectories(data.resolve("registry"));
        Files.createFile(data.resolve("registry/one.token"));
        assertThatThrownBy(() -> coordinate("one"))
                .isInstanceOf(AmbrosiaException.class)
                .hasMessageContainingAll("token of the application is empty", "Delete the file");
    }

    @Test
    void aSecondApplicationWaitsUntilTheFirstIsGone() throws InterruptedException {
        coordinate("one");
        TestLedger first = new TestLedger();
        Instance firstApplication = connect("one", first, CoordinatorLoss.WAIT);
        serve(firstApplication, first);
        TestLedger second = new TestLedger();
        Instance secondApplication = connect("one", second, CoordinatorLoss.WAIT);
        await().atMost(LONG).until(() -> secondApplication.status().problem().isPresent());
        assertThat(secondApplication.status().problem().orElseThrow())
                .contains("BindingRefused", "Another application is connected to the coordinator of \"one\"");
        first.type("to the first");
        await().atMost(LONG).until(() -> first.seen.contains("to the first"));
        assertThat(second.seen).isEmpty();
        firstApplication.close();
        serve(secondApplication, second);
        assertThat(secondApplication.status().problem()).isEmpty();
        assertThat(second.seen).containsSubsequence("first start", "to the first");
    }

    private static void assertEnds(Instance application, ErrorTag tag, String... parts) {
        assertThatThrownBy(() -> application.awaitTermination(LONG))
                .isInstanceOfSatisfying(
                        AmbrosiaException.class,
                        ended -> assertThat(ended.tag()).isEqualTo(tag))
                .hasMessageContainingAll(parts);
    }

    private static void serve(Instance handle, TestLedger ledger) throws InterruptedException {
        handle.awaitServing();
        await().atMost(LONG).until(ledger::isPrimary);
    }

    private Instance deploy(String name, TestLedger ledger) {
        return started(Ambrosia.deploy(name, () -> ledger)
                .log(data.resolve("logs"))
                .registryDirectory(data.resolve("registry"))
                .with(settings -> settings.checkpointAtClose(Duration.ZERO))
                .start());
    }

    private Instance coordinate(String name) {
        return started(Ambrosia.coordinate(name)
                .applicationPorts(new BindingPorts(receivePort, sendPort))
                .log(data.resolve("logs"))
                .registryDirectory(data.resolve("registry"))
                .start());
    }

    private Instance connect(String name, TestLedger ledger, CoordinatorLoss loss) {
        return started(Ambrosia.connect(name, () -> ledger)
                .ports(new BindingPorts(receivePort, sendPort))
                .registryDirectory(data.resolve("registry"))
                .with(settings -> settings.coordinatorLoss(loss))
                .start());
    }

    private Instance started(Instance handle) {
        running.add(handle);
        return handle;
    }
}
