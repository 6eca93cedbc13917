package org.ambrosia.acceptance;

import static org.ambrosia.acceptance.PtiRun.Mode.MEMORY;
import static org.ambrosia.acceptance.PtiRun.Mode.SOCKETS;
import static org.ambrosia.acceptance.PtiRun.Mode.TWO_PROCESSES;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.ambrosia.acceptance.PtiRun.Instance;
import org.ambrosia.acceptance.PtiRun.Mode;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * The scenarios 1 to 48 of the original's tests, with smaller numbers and kills at conditions instead of after fixed times; the table
 * in {@code docs/internals/testing.md} says which is which; those with the tag {@code long} are not part of {@code mvn verify}. In each the totals must be exact on both sides, and no call may be out of order.
 */
class PtiIT {
    private static final int ROUNDS = 7;

    @TempDir
    private Path directory;

    private PtiRun run;
    private long roundBytes = 1 << 20;
    private int messageBytes = 8192;
    private Instance job;
    private Instance server;

    @BeforeEach
    void begin() {
        run = new PtiRun(directory);
    }

    @AfterEach
    void end() {
        run.close();
    }

    @ParameterizedTest
    @CsvSource({"TWO_PROCESSES, TWO_PROCESSES", "MEMORY, MEMORY"})
    void exchangesInEachMode(Mode jobMode, Mode serverMode) {
        exchange(jobMode, serverMode);
    }

    @ParameterizedTest
    @CsvSource({
        "SOCKETS, SOCKETS",
        "MEMORY, TWO_PROCESSES",
        "TWO_PROCESSES, MEMORY",
        "SOCKETS, TWO_PROCESSES",
        "TWO_PROCESSES, SOCKETS",
        "SOCKETS, MEMORY",
        "MEMORY, SOCKETS"
    })
    @Tag("long")
    void exchangesInOtherMixes(Mode jobMode, Mode serverMode) {
        exchange(jobMode, serverMode);
    }

    private void exchange(Mode jobMode, Mode serverMode) {
        make(jobMode, serverMode, "-ipm");
        job.start();
        server.start();
        assertFinished(job, server);
        assertThat(job.golden().stream().sorted()).isEqualTo(goldenJob());
        assertThat(server.golden()).isEqualTo(goldenServer());
        assertReplay();
    }

    @Test
    void sendsOneWay() {
        server = run.instance("server", TWO_PROCESSES, server("-nbd", "-efb=" + total()));
        job = run.instance("job", TWO_PROCESSES, job("-eeb=0"));
        server.start();
        job.start();
        assertThat(job.awaitExit()).as("" + job.lines()).isZero();
        server.awaitLine("SUCCESS: The expected number of bytes (" + total() + ") have been received");
        assertThat(job.golden())
                .contains("All rounds complete (" + messages() + " messages sent)", "Bytes received: 0");
        assertThat(server.golden()).isEqualTo(goldenServer());
    }

    @Test
    void sendsToItself() {
        sendToItself(TWO_PROCESSES, true);
    }

    @ParameterizedTest
    @CsvSource({"TWO_PROCESSES, false", "MEMORY, true", "SOCKETS, true"})
    @Tag("long")
    void sendsToItselfInOtherWays(Mode mode, boolean bidirectional) {
        sendToItself(mode, bidirectional);
    }

    private void sendToItself(Mode mode, boolean bidirectional) {
        Instance both = combined(mode, bidirectional);
        both.start();
        assertCombinedFinished(both, bidirectional);
    }

    @Test
    @Tag("long")
    void coordinatorsMayBeStartedLast() {
        make(TWO_PROCESSES, TWO_PROCESSES);
        job.startApplication();
        server.startApplication();
        job.awaitPart("Waiting for the coordinator");
        server.awaitPart("Waiting for the coordinator");
        job.startCoordinator();
        server.startCoordinator();
        assertFinished(job, server);
        assertThat(server.golden()).isEqualTo(goldenServer());
    }

    @Test
    @Tag("long")
    void anApplicationMayBeStartedBeforeItsInstanceIsRegistered() {
        Instance both = run.unregistered("both", TWO_PROCESSES, combinedRole(true));
        both.startApplication();
        both.awaitPart("Waiting for the coordinator");
        both.register();
        both.startCoordinator();
        assertCombinedFinished(both, true);
    }

    @Test
    @Tag("long")
    void aServerMayBeStartedLater() {
        make(TWO_PROCESSES, TWO_PROCESSES);
        job.start();
        job.awaitLine("All rounds complete (" + messages() + " messages sent)");
        server.start();
        assertFinished(job, server);
    }

    @Test
    void aJobIsKilledTwice() {
        killJobTwice(TWO_PROCESSES);
    }

    @ParameterizedTest
    @EnumSource(names = {"MEMORY", "SOCKETS"})
    @Tag("long")
    void aJobInOneProcessIsKilledTwice(Mode mode) {
        killJobTwice(mode);
    }

    private void killJobTwice(Mode mode) {
        make(mode, mode);
        server.start();
        job.start();
        for (int kills = 0; kills < 2; kills++) {
            server.awaitReceived("Received ", 2 + 2 * kills);
            job.kill();
            assertThat(kills > 0 || job.lines().contains("Bytes per RPC\tThroughput (GB/sec)"))
                    .isTrue();
            job.start();
        }
        assertFinished(job, server);
        assertThat(server.golden()).as("no call reached it twice").isEqualTo(goldenServer());
        assertReplay();
    }

    @Test
    void aServerIsKilled() {
        killServer(TWO_PROCESSES);
    }

    @ParameterizedTest
    @EnumSource(names = {"MEMORY", "SOCKETS"})
    @Tag("long")
    void aServerInOneProcessIsKilled(Mode mode) {
        killServer(mode);
    }

    private void killServer(Mode mode) {
        make(mode, mode);
        job.start();
        server.start();
        server.awaitCheckpoint();
        server.awaitReceived("Received ", 3);
        server.kill();
        server.start();
        assertFinished(job, server);
        assertThat(job.golden().stream().sorted()).isEqualTo(goldenJob());
        assertReplay();
    }

    @Test
    @Tag("long")
    void bothAreKilled() {
        killBoth(TWO_PROCESSES, true);
    }

    @Test
    @Tag("long")
    void bothInOneProcessAreKilled() {
        killBoth(MEMORY, true);
    }

    @ParameterizedTest
    @EnumSource(names = {"TWO_PROCESSES", "MEMORY"})
    @Tag("long")
    void bothAreKilledAndTheServerComesBackFirst(Mode mode) {
        killBoth(mode, false);
    }

    private void killBoth(Mode mode, boolean jobFirst) {
        make(mode, mode);
        job.start();
        server.start();
        server.awaitReceived("Received ", 3);
        job.kill();
        server.kill();
        (jobFirst ? job : server).start();
        (jobFirst ? server : job).start();
        assertFinished(job, server);
        assertReplay();
    }

    @ParameterizedTest
    @CsvSource({"job, true", "server, false"})
    void oneOfTheTwoProcessesIsKilled(String whose, boolean application) {
        killOneOfTheTwo(whose, application);
    }

    @ParameterizedTest
    @CsvSource({"job, false", "server, true", "both, true", "both, false"})
    @Tag("long")
    void oneOfTheOtherProcessesIsKilled(String whose, boolean application) {
        killOneOfTheTwo(whose, application);
    }

    private void killOneOfTheTwo(String whose, boolean application) {
        make(TWO_PROCESSES, TWO_PROCESSES);
        job.start();
        server.start();
        server.awaitReceived("Received ", 3);
        List<Instance> victims = new ArrayList<>();
        if (!whose.equals("server")) {
            victims.add(job);
        }
        if (!whose.equals("job")) {
            victims.add(server);
        }
        for (Instance each : victims) {
            if (application) {
                each.killApplication();
                assertThat(each.coordinator().isAlive()).isTrue();
                each.startApplication();
            } else {
                each.killCoordinator();
                assertThat(each.application().isAlive()).isTrue();
                each.startCoordinator();
            }
        }
        assertFinished(job, server);
        assertReplay();
        if (!application) {
            assertThat(job.golden().stream().sorted())
                    .as("it went on where it was")
                    .isEqualTo(goldenJob());
            assertThat(server.golden()).as("it went on where it was").isEqualTo(goldenServer());
        }
    }

    @Test
    @Tag("long")
    void theCoordinatorOfAnInstanceThatSendsToItselfIsKilled() {
        killCombined(true, true);
    }

    @ParameterizedTest
    @CsvSource({"true, false", "false, true"})
    @Tag("long")
    void anInstanceThatSendsToItselfIsKilled(boolean coordinatorOnly, boolean bidirectional) {
        killCombined(coordinatorOnly, bidirectional);
    }

    private void killCombined(boolean coordinatorOnly, boolean bidirectional) {
        Instance both = combined(TWO_PROCESSES, bidirectional);
        both.start();
        both.awaitReceived("Received ", 2);
        if (coordinatorOnly) {
            both.killCoordinator();
            both.startCoordinator();
        } else {
            both.kill();
            both.start();
        }
        assertCombinedFinished(both, bidirectional);
    }

    @Test
    @Tag("long")
    void whatIsFinishedIsNotDoneAgain() {
        Instance both = combined(TWO_PROCESSES, true);
        both.start();
        assertCombinedFinished(both, true);
        List<String> whole = both.golden();
        both.kill();
        both.start();
        assertThat(both.awaitExit()).as("" + both.lines()).isZero();
        both.assertNothingWrong();
        List<String> again = both.golden();
        assertThat(again)
                .as("what is behind the newest checkpoint, which may be anywhere, and nothing else")
                .isEqualTo(whole.subList(Math.max(0, whole.size() - again.size()), whole.size()));
        assertReplayCombined(both, true);
    }

    @Test
    void instancesMove() {
        move(TWO_PROCESSES);
    }

    @ParameterizedTest
    @EnumSource(names = {"MEMORY", "SOCKETS"})
    @Tag("long")
    void instancesInOneProcessMove(Mode mode) {
        move(mode);
    }

    private void move(Mode mode) {
        messageBytes = 1024;
        roundBytes = (mode == MEMORY ? 32L : mode == SOCKETS ? 8L : 4L) << 20;
        make(mode, mode);
        job.start();
        server.start();
        server.awaitReceived("Received ", roundBytes >> 20);
        Instance newJob = job.startElsewhere();
        server.awaitReceived("Received ", (2 * roundBytes) >> 20);
        Instance newServer = server.startElsewhere();
        assertThat(job.awaitExit())
                .as("the old job ends itself: " + job.lines())
                .isNotZero();
        assertThat(server.awaitExit())
                .as("the old server ends itself: " + server.lines())
                .isNotZero();
        if (mode == TWO_PROCESSES) {
            assertThat(job.coordinator().awaitExit()).isEqualTo(9);
            assertThat(job.coordinator().lines())
                    .anyMatch(line -> line.contains("Another process goes on with this instance"));
        }
        assertFinished(newJob, newServer);
        newServer.kill();
        assertReplay();
    }

    @Test
    @Tag("long")
    void anInstanceThatSendsToItselfMoves() {
        roundBytes = 8 << 20;
        Instance both = combined(TWO_PROCESSES, true);
        both.start();
        both.awaitCheckpoint();
        Instance elsewhere = both.startElsewhere();
        assertThat(both.awaitExit()).isNotZero();
        assertCombinedFinished(elsewhere, true);
    }

    private long total() {
        return ROUNDS * roundBytes;
    }

    private void make(Mode jobMode, Mode serverMode, String... more) {
        server = run.instance("server", serverMode, server("-vp", "-efb=" + total()));
        List<String> options = new ArrayList<>(List.of(more));
        options.add("-vp");
        options.add("-eeb=" + total());
        job = run.instance("job", jobMode, job(options.toArray(String[]::new)));
    }

    private String[] job(String... more) {
        List<String> role = new ArrayList<>(List.of("Job", "-j=job", "-s=server"));
        role.addAll(load());
        role.addAll(List.of(more));
        return role.toArray(String[]::new);
    }

    private String[] server(String... more) {
        List<String> role = new ArrayList<>(List.of("Server", "-j=job", "-s=server", "-bpr=" + roundBytes));
        role.addAll(List.of(more));
        return role.toArray(String[]::new);
    }

    private Instance combined(Mode mode, boolean bidirectional) {
        return run.instance("both", mode, combinedRole(bidirectional));
    }

    private String[] combinedRole(boolean bidirectional) {
        List<String> role = new ArrayList<>(List.of("Combined", "-j=both", "-efb=" + total()));
        role.addAll(load());
        role.addAll(bidirectional ? List.of("-eeb=" + total()) : List.of("-nbd", "-eeb=0"));
        return role.toArray(String[]::new);
    }

    private List<String> load() {
        return List.of("-mms=" + messageBytes, "-n=" + ROUNDS, "-bpr=" + roundBytes, "-bsc=65536");
    }

    private long messages() {
        long messages = 0;
        for (int round = 0, size = messageBytes; round < ROUNDS; round++, size /= 2) {
            messages += roundBytes / size;
        }
        return messages;
    }

    private void assertFinished(Instance job, Instance server) {
        assertThat(job.awaitExit()).as("" + job.lines()).isZero();
        assertThat(job.golden()).contains("Bytes received: " + total(), "DONE");
        server.awaitLine("DONE");
        assertThat(server.golden()).contains("Bytes received: " + total());
        job.assertNothingWrong();
        server.assertNothingWrong();
    }

    private void assertCombinedFinished(Instance both, boolean bidirectional) {
        assertThat(both.awaitExit()).as("" + both.lines()).isZero();
        both.assertNothingWrong();
        assertThat(both.golden())
                .contains(
                        "Bytes received: " + total(),
                        "SUCCESS: The expected number of bytes (" + total() + ") have been received",
                        "SUCCESS: The expected number of echoed bytes (" + (bidirectional ? total() : 0)
                                + ") have been received");
        assertReplayCombined(both, bidirectional);
    }

    private void assertReplayCombined(Instance both, boolean bidirectional) {
        assertThat(both.replay())
                .contains("In the end received " + total() + " bytes, got back " + (bidirectional ? total() : 0)
                        + " bytes");
    }

    /** Ends the server first: while it runs, retention goes on, and takes files away that are being read. */
    private void assertReplay() {
        server.kill();
        assertThat(server.replay()).contains("In the end received " + total() + " bytes, got back 0 bytes");
        assertThat(job.replay()).contains("In the end received 0 bytes, got back " + total() + " bytes");
    }

    private List<String> goldenServer() {
        List<String> lines = new ArrayList<>();
        for (int i = 1; i <= ROUNDS; i++) {
            lines.add("Received " + i + " MB so far");
        }
        lines.add("Bytes received: " + total());
        lines.add("SUCCESS: The expected number of bytes (" + total() + ") have been received");
        lines.add("DONE");
        return lines;
    }

    private List<String> goldenJob() {
        List<String> lines = new ArrayList<>();
        lines.add("Bytes per RPC\tThroughput (GB/sec)");
        for (int i = 1; i <= ROUNDS; i++) {
            lines.add("Service Received " + i + " MB so far");
        }
        lines.add("All rounds complete (" + messages() + " messages sent)");
        lines.add("Bytes received: " + total());
        lines.add("SUCCESS: The expected number of echoed bytes (" + total() + ") have been received");
        lines.add("DONE");
        return lines.stream().sorted().toList();
    }
}
