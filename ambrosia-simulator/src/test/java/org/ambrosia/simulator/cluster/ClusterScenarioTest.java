package org.ambrosia.simulator.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;
import java.util.TreeMap;
import java.util.logging.LogManager;
import org.ambrosia.runtime.codegen.ImmortalBase;
import org.ambrosia.simulator.check.Violation;
import org.ambrosia.simulator.workload.Workload;
import org.ambrosia.simulator.workload.stores.StoreWorkload;
import org.ambrosia.simulator.workload.tokens.TokenWorkload;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Courses of events, written by hand: what the original got wrong. The checkers of all runs watch here too. */
class ClusterScenarioTest {
    private static final long MILLI = 1_000_000L;

    private Scheduler scheduler;
    private Cluster cluster;
    private Workload workload;

    @BeforeAll
    static void simulatedFailuresAreNotLogged() {
        LogManager.getLogManager().reset();
    }

    @AfterEach
    void close() {
        cluster.close();
    }

    @Test
    void twoInstancesThatFloodEachOtherDontBlockEachOther() {
        begin(new StoreWorkload(2, 6_000));
        start("store0", "store1");
        act(60, "store0", "store1");
        finish();
    }

    @Test
    void anAbsentDestinationStallsNobodyAndTakesNoMemory() {
        begin(new StoreWorkload(3, 6_000));
        start("store0", "store1");
        act(80, "store0", "store1");
        run(5_000);
        assertThat(cluster.process("store0").held().outboxBytes()).isLessThan(20_000);
        assertThat(cluster.coverage().of(Coverage.Count.SPILL_FILES)).isPositive();
        assertThat(cluster.process("store0").held().waitingBytes()).isZero();
        assertThat(cluster.process("store1").held().undeliveredBytes()).isZero();
        Map<String, ImmortalBase> two = new TreeMap<>(cluster.immortals());
        assertThat(new StoreWorkload(2, 6_000).missing(two)).isEmpty();
        kill("store0");
        start("store0", "store2");
        finish();
    }

    @Test
    void nothingIsLostOrDoubledByTwoRestartsInARow() {
        for (boolean powerFails : new boolean[] {false, true}) {
            begin(new TokenWorkload(2));
            start("relay0", "relay1");
            act(10, "relay0", "relay1");
            kill("relay1");
            act(10, "relay0");
            run(30);
            for (int i = 0; i < 3; i++) {
                cluster.process("relay0").end(powerFails ? SimProcess.Ending.POWER_LOST : SimProcess.Ending.DIED);
                start("relay0");
                act(2, "relay0");
            }
            start("relay1");
            act(10, "relay0", "relay1");
            finish();
            cluster.close();
        }
    }

    @Test
    void bothEndsOfALinkMayDieAtOnce() {
        begin(new TokenWorkload(3));
        start("relay0", "relay1", "relay2");
        for (int i = 0; i < 5; i++) {
            act(10, "relay0", "relay1", "relay2");
            kill("relay0");
            kill("relay1");
            start("relay0", "relay1");
        }
        finish();
    }

    @Test
    void aProcessThatStandsStillForAMinuteGoesOn() {
        begin(new TokenWorkload(2));
        start("relay0", "relay1");
        act(10, "relay0", "relay1");
        cluster.process("relay1").pause(60_000 * MILLI);
        act(10, "relay0");
        run(30_000);
        assertThat(workload.missing(cluster.immortals())).isPresent();
        run(31_000);
        finish();
    }

    @Test
    void anApplicationThatDiesAloneIsFedTheLogAgain() {
        begin(new TokenWorkload(2), 1);
        start("relay0", "relay1");
        for (int i = 0; i < 5; i++) {
            act(10, "relay0", "relay1");
            cluster.application("relay1").end();
            act(10, "relay0");
            assertThat(cluster.process("relay1").isAlive()).isTrue();
            untilPrimary("relay1");
        }
        finish();
    }

    @Test
    void anApplicationThatOutlivesItsCoordinatorsKeepsItsState() {
        begin(new TokenWorkload(2), 1);
        start("relay0", "relay1");
        SimApplication survivor = cluster.application("relay1");
        for (int i = 0; i < 5; i++) {
            act(10, "relay0", "relay1");
            kill("relay1");
            act(10, "relay0", "relay1");
            start("relay1");
        }
        finish();
        assertThat(cluster.application("relay1")).isSameAs(survivor);
    }

    @Test
    void aPrimaryThatWakesUpAfterItWasReplacedActsNoMore() {
        begin(new TokenWorkload(2), 0, 1);
        cluster.heal();
        run(2_000);
        for (int i = 0; i < 5; i++) {
            act(10, "relay0", "relay1");
            SimProcess replaced = cluster.process("relay0");
            replaced.pause(60_000 * MILLI);
            run(3_000);
            assertThat(cluster.process("relay0")).isNotSameAs(replaced);
            act(10, "relay0", "relay1");
            replaced.goOn();
            run(1);
            assertThat(replaced.isAlive()).isFalse();
            run(3_000);
        }
        assertThat(cluster.coverage().of(Coverage.Count.FENCED)).isEqualTo(5);
        finish();
    }

    @Test
    void primaryResponsibilityGoesAround() {
        begin(new TokenWorkload(2), 1, 1);
        cluster.heal();
        run(2_000);
        for (int i = 0; i < 6; i++) {
            act(10, "relay0", "relay1");
            cluster.process("relay0").handOver();
            run(1_000);
            act(10, "relay0", "relay1");
            cluster.process("relay0").end(SimProcess.Ending.DIED);
            run(1_000);
        }
        assertThat(cluster.coverage().of(Coverage.Count.FAILOVERS)).isGreaterThan(6);
        finish();
    }

    @Test
    void theCheckersOfWholeRunsCanFail() {
        begin(new TokenWorkload(1));
        start("relay0");
        act(5, "relay0");
        run(100);
        assertThat(new TokenWorkload(1).missing(cluster.immortals())).isEmpty();
        Machine machine = cluster.machines().iterator().next();
        byte[] state = cluster.application("relay0").state();
        Replay replay = new Replay(machine, cluster.sameCalls());
        replay.fromTheBeginning(state);
        state[state.length - 1]++;
        assertThatThrownBy(() -> replay.fromTheBeginning(state))
                .isInstanceOf(Violation.class)
                .hasMessageContaining("gives another state");

        workload = new TokenWorkload(2);
        assertThat(workload.missing(
                        Map.of("relay0", cluster.application("relay0").immortal(), "relay1", stranger())))
                .hasValueSatisfying(missing -> assertThat(missing).contains("lacks tokens"));
    }

    private static ImmortalBase stranger() {
        return new TokenWorkload(2).instances().get("relay1").get();
    }

    private void begin(Workload chosen) {
        begin(chosen, 0);
    }

    private void begin(Workload chosen, double apart) {
        begin(chosen, apart, 0);
    }

    private void begin(Workload chosen, double apart, double replicated) {
        workload = chosen;
        scheduler = new Scheduler(7);
        cluster = new Cluster(new Options(7, false, 0, false), scheduler, chosen.instances(), apart, replicated, 0);
    }

    private void start(String... names) {
        for (String each : names) {
            cluster.machines().stream()
                    .filter(machine -> machine.name().equals(each))
                    .forEach(cluster::start);
            untilPrimary(each);
        }
    }

    private void untilPrimary(String name) {
        while (!cluster.application(name).isPrimary()) {
            scheduler.step();
        }
    }

    private void kill(String name) {
        cluster.process(name).end(SimProcess.Ending.DIED);
        cluster.machines().stream()
                .filter(machine -> machine.name().equals(name))
                .forEach(machine -> machine.absent(true));
        run(3);
        cluster.machines().forEach(machine -> machine.absent(false));
    }

    private void act(int times, String... names) {
        for (int i = 0; i < times; i++) {
            for (String each : names) {
                SimApplication running = cluster.application(each);
                running.run(() -> workload.act(running.immortal(), scheduler.random(), false));
            }
        }
        run(5);
    }

    private void run(long millis) {
        long end = scheduler.nowNanos() + millis * MILLI;
        while (scheduler.nowNanos() < end) {
            scheduler.step();
        }
    }

    private void finish() {
        cluster.heal();
        for (int i = 0;
                i < 100
                        && !(cluster.isQuiet()
                                && workload.missing(cluster.immortals()).isEmpty());
                i++) {
            run(100);
        }
        assertThat(cluster.isQuiet()).isTrue();
        assertThat(workload.missing(cluster.immortals())).isEmpty();
        assertThat(workload.executed(cluster.immortals())).isPositive();
    }
}
