package org.ambrosia.acceptance;

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
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The scenarios 62 to 75 of the original's tests, with replicas, smaller numbers, and kills at conditions; the table in {@code
 * docs/internals/testing.md} says which is which. In each, all replicas and the job come to the exact totals, no call is out of order, and executing
 * the logs again gives the same. Those with the tag {@code long} are not part of {@code mvn verify}.
 */
class ReplicatedPtiIT {
    private static final String PRIMARY = "is the primary";
    private static final String CHECKPOINTER = "takes the checkpoints";
    private static final String STANDBY = "is a standby";
    private static final int ROUNDS = 5;

    @TempDir
    private Path directory;

    private PtiRun run;
    private long roundBytes = 2_000_000;
    private List<Instance> servers;
    private List<Instance> jobs;

    @BeforeEach
    void begin() {
        run = new PtiRun(directory);
    }

    @AfterEach
    void end() {
        run.close();
    }

    @ParameterizedTest
    @ValueSource(strings = {"one way", "messages of one size"})
    @Tag("long")
    void thePrimaryOfAnotherExchangeIsKilled(String exchange) {
        killThePrimary(exchange);
    }

    @Test
    void thePrimaryIsKilledAndComesBackAsAStandby() {
        killThePrimary("echoes");
    }

    private void killThePrimary(String exchange) {
        boolean echoes = !exchange.equals("one way");
        servers = run.replicas(3, "server", server(echoes));
        jobs = List.of(run.instance("job", Mode.TWO_PROCESSES, job(echoes, exchange.equals("messages of one size"))));
        startServersThenJob();
        servers.get(2).awaitReceived("Received ", 4);
        servers.get(0).kill();
        servers.get(2).awaitRole(PRIMARY);
        if (!echoes) {
            servers.get(0).usePorts(FreePorts.next(), FreePorts.next());
        }
        servers.get(0).start().awaitRole(STANDBY);
        assertFinished(echoes);
        servers.get(1).awaitRole(CHECKPOINTER);
    }

    @Tag("long")
    @Test
    void theCheckpointerIsKilledAndTakesItsRoleAgain() {
        make();
        startServersThenJob();
        servers.get(1).awaitReceived("Received ", 4);
        servers.get(1).kill();
        servers.get(1).start().awaitRole(CHECKPOINTER);
        assertFinished(true);
    }

    @Tag("long")
    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void aStandbyIsKilled(boolean echoes) {
        servers = run.replicas(3, "server", server(echoes));
        jobs = List.of(run.instance("job", Mode.TWO_PROCESSES, job(echoes, false)));
        startServersThenJob();
        servers.get(2).awaitReceived("Received ", 4);
        servers.get(2).kill();
        servers.get(2).start().awaitRole(STANDBY);
        assertFinished(echoes);
    }

    @Test
    @Tag("long")
    void ofCheckpointerAndStandbyTheFirstThatComesBackTakesTheCheckpoints() {
        make();
        startServersThenJob();
        servers.get(2).awaitReceived("Received ", 4);
        servers.get(1).kill();
        servers.get(2).kill();
        servers.get(2).start().awaitRole(CHECKPOINTER);
        servers.get(1).start().awaitRole(STANDBY);
        assertFinished(true);
    }

    @Tag("long")
    @Test
    void thePrimariesOfBothSidesAreKilled() {
        makeBothReplicated();
        servers.get(2).awaitReceived("Received ", 4);
        servers.get(0).kill();
        jobs.get(0).kill();
        servers.get(2).awaitRole(PRIMARY);
        jobs.get(2).awaitRole(PRIMARY);
        servers.get(0).start().awaitRole(STANDBY);
        jobs.get(0).start().awaitRole(STANDBY);
        assertFinished(true, jobs.get(0));
    }

    @Test
    @Tag("long")
    void allAreKilledAndTheOrderOfTheStartDecides() {
        makeBothReplicated();
        servers.get(2).awaitReceived("Received ", 4);
        for (int replica = 2; replica >= 0; replica--) {
            servers.get(replica).kill();
            jobs.get(replica).kill();
        }
        for (List<Instance> each : List.of(servers, jobs)) {
            each.get(2).start().awaitRole(CHECKPOINTER);
            each.get(0).start().awaitRole(PRIMARY);
            each.get(1).start().awaitRole(STANDBY);
        }
        assertFinished(true, jobs.get(1));
    }

    @Tag("long")
    @Test
    void aReplicaIsAddedAndThePrimaryIsKilled() {
        roundBytes = 10_000_000;
        make();
        startServersThenJob();
        servers.get(2).awaitReceived("Received ", 2);
        Instance added = run.addReplica(servers.get(0), 3);
        added.start().awaitRole(STANDBY).awaitPart("Received ", "I'm healthy");
        servers.get(0).kill();
        // Of two standbys that are level, either may be the quicker.
        Instance next = PtiRun.awaitOneWithRole(PRIMARY, servers.get(2), added);
        Instance last = next == added ? servers.get(2) : added;
        next.kill();
        last.awaitRole(PRIMARY);
        servers = List.of(last, servers.get(1));
        assertFinished(true);
    }

    private long total() {
        return ROUNDS * roundBytes;
    }

    private void make() {
        servers = run.replicas(3, "server", server(true));
        jobs = List.of(run.instance("job", Mode.TWO_PROCESSES, job(true, false)));
    }

    private void makeBothReplicated() {
        servers = run.replicas(3, "server", server(true));
        jobs = run.replicas(3, "job", job(true, false));
        startAll(servers);
        startAll(jobs);
    }

    private void startServersThenJob() {
        startAll(servers);
        jobs.get(0).start();
    }

    /** In their order: the first ever is the primary, the next takes the checkpoints, and the third is a standby. */
    private static void startAll(List<Instance> replicas) {
        replicas.get(0).start().awaitRole(PRIMARY);
        replicas.get(1).start().awaitRole(CHECKPOINTER);
        replicas.get(2).start().awaitRole(STANDBY);
    }

    private String[] server(boolean echoes) {
        List<String> role = new ArrayList<>(
                List.of("Server", "-j=job", "-s=server", "-bpr=" + roundBytes, "-vp", "-efb=" + total()));
        if (!echoes) {
            role.add("-nbd");
        }
        return role.toArray(String[]::new);
    }

    private String[] job(boolean echoes, boolean oneSize) {
        List<String> role = new ArrayList<>(
                List.of("Job", "-j=job", "-s=server", "-n=" + ROUNDS, "-bpr=" + roundBytes, "-bsc=65536", "-vp"));
        role.add("-mms=" + (oneSize ? 160 : 2000));
        role.add("-eeb=" + (echoes ? total() : 0));
        if (oneSize) {
            role.add("-fms");
        }
        return role.toArray(String[]::new);
    }

    /**
     * All have come to the end. A replica that was started again may have begun with a checkpoint behind the end, so that it does not print
     * the totals; a server's health checks tell of that. A job that is a standby does not end by itself.
     */
    private void assertFinished(boolean echoes, Instance... jobsStartedAgain) {
        long got = echoes ? total() : 0;
        for (Instance each : jobs) {
            if (List.of(jobsStartedAgain).contains(each)) {
                continue;
            }
            each.awaitLine("DONE");
            assertThat(each.golden()).contains("Bytes received: " + got);
            each.assertNothingWrong();
        }
        if (jobs.size() == 1) {
            assertThat(jobs.get(0).awaitExit()).isZero();
        }
        for (Instance each : servers) {
            each.awaitPart("DONE", "1 jobs done");
            if (each.lines().contains("DONE")) {
                assertThat(each.golden()).contains("Bytes received: " + total());
            }
            each.assertNothingWrong();
        }
        servers.forEach(Instance::kill);
        jobs.forEach(Instance::kill);
        assertThat(servers.get(0).replay()).contains("In the end received " + total() + " bytes, got back 0 bytes");
        assertThat(jobs.get(0).replay()).contains("In the end received 0 bytes, got back " + got + " bytes");
    }
}
