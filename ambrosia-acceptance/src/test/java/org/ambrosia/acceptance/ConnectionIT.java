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
import org.ambrosia.runtime.api.CoordinatorLoss;
import org.ambrosia.runtime.api.ErrorTag;
import org.ambrosia.runtime.api.InstanceHandle;
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
    private final List<InstanceHandle> running = new ArrayList<>();

    @BeforeEach
    void choosePorts() {
        receivePort = FreePorts.next();
        sendPort = FreePorts.next();
    }

    @AfterEach
    void closeAll() {
        running.forEach(InstanceHandle::close);
    }

    @Test
    void anInstanceChangesFromOneProcessToTwoAndBack() throws InterruptedException {
        TestLedger one = new TestLedger();
        InstanceHandle deployed = deploy("one", one);
        serve(deployed, one);
        one.type("in one process");
        await().atMost(LONG).until(() -> one.seen.contains("in one process"));
        deployed.close();

        InstanceHandle coordinator = coordinate("one");
        TestLedger two = new TestLedger();
        InstanceHandle connected = connect("one", two, CoordinatorLoss.WAIT);
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
        InstanceHandle coordinator = coordinate("one");
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
        InstanceHandle application = connect("one", ledger, CoordinatorLoss.WAIT);
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
        InstanceHandle coordinator = coordinate("one");
        TestLedger ledger = new TestLedger();
        InstanceHandle application = connect("one", ledger, CoordinatorLoss.END);
        serve(application, ledger);
        coordinator.close();
        assertEnds(application, ErrorTag.CoordinatorLost, "as it was told to", "Start both again");
    }

    @Test
    void anApplicationWithAnotherTokenIsRefused() throws IOException {
        coordinate("one");
        Path token = data.resolve("registry/one.token");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(token)))
                .isEqualTo("rw-------");
        Files.createDirectories(data.resolve("elsewhere"));
        Files.writeString(data.resolve("elsewhere/one.token"), "guessed");
        InstanceHandle application = Ambrosia.connect("one", new TestLedger())
                .ports(/* receivePort= */ sendPort, /* sendPort= */ receivePort)
                .registryDirectory(data.resolve("elsewhere"))
                .start();
        running.add(application);
        assertEnds(application, ErrorTag.BindingRefused, "token is wrong", "registry directory");
    }

    @Test
    void anApplicationAtAnotherInstancesPortsIsRefused() throws IOException {
        coordinate("one");
        Files.copy(data.resolve("registry/one.token"), data.resolve("registry/two.token"));
        InstanceHandle application = connect("two", new TestLedger(), CoordinatorLoss.WAIT);
        assertEnds(
                application, ErrorTag.BindingRefused, "This is the coordinator of \"one\", the application is \"two\"");
    }

    /** Its coordinator does not listen where it comes first. */
    @Test
    void anApplicationWithExchangedPortsIsToldWhichIsWhich() {
        coordinate("one");
        InstanceHandle application = started(Ambrosia.connect("one", new TestLedger())
                .ports(/* receivePort= */ receivePort, /* sendPort= */ sendPort)
                .registryDirectory(data.resolve("registry"))
                .start());
        assertEnds(
                application,
                ErrorTag.BindingRefused,
                "are exchanged",
                "its receive port is " + sendPort + ",",
                "its send port " + receivePort + ".");
    }

    @Test
    void whichPortsACoordinatorHasIsToldIfTheyAreOthers() {
        try (Logged logged = new Logged("org.ambrosia.runtime.node.ApplicationNode")) {
            InstanceHandle application = started(Ambrosia.connect("one", new TestLedger())
                    .ports(/* receivePort= */ FreePorts.next(), /* sendPort= */ FreePorts.next())
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
        InstanceHandle firstApplication = connect("one", first, CoordinatorLoss.WAIT);
        serve(firstApplication, first);
        TestLedger second = new TestLedger();
        InstanceHandle secondApplication = connect("one", second, CoordinatorLoss.WAIT);
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

    private static void assertEnds(InstanceHandle application, ErrorTag tag, String... parts) {
        assertThatThrownBy(() -> application.awaitTermination(LONG))
                .isInstanceOfSatisfying(
                        AmbrosiaException.class,
                        ended -> assertThat(ended.tag()).isEqualTo(tag))
                .hasMessageContainingAll(parts);
    }

    private static void serve(InstanceHandle handle, TestLedger ledger) throws InterruptedException {
        handle.awaitServing();
        await().atMost(LONG).until(ledger::isPrimary);
    }

    private InstanceHandle deploy(String name, TestLedger ledger) {
        return started(Ambrosia.deploy(name, ledger)
                .log(data.resolve("logs"))
                .registryDirectory(data.resolve("registry"))
                .with(settings -> settings.checkpointAtClose(Duration.ZERO))
                .start());
    }

    private InstanceHandle coordinate(String name) {
        return started(Ambrosia.coordinate(name)
                .applicationPorts(receivePort, sendPort)
                .log(data.resolve("logs"))
                .registryDirectory(data.resolve("registry"))
                .start());
    }

    private InstanceHandle connect(String name, TestLedger ledger, CoordinatorLoss loss) {
        return started(Ambrosia.connect(name, ledger)
                .ports(/* receivePort= */ sendPort, /* sendPort= */ receivePort)
                .registryDirectory(data.resolve("registry"))
                .with(settings -> settings.coordinatorLoss(loss))
                .start());
    }

    private InstanceHandle started(InstanceHandle handle) {
        running.add(handle);
        return handle;
    }
}
