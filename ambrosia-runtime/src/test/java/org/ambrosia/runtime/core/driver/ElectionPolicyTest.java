package org.ambrosia.runtime.core.driver;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.ambrosia.runtime.core.LeadershipEvent;
import org.ambrosia.runtime.core.driver.ElectionPolicy.Decision;
import org.ambrosia.runtime.core.driver.ElectionPolicy.Settings;
import org.junit.jupiter.api.Test;

class ElectionPolicyTest {
    private static final long LEASE_NANOS = Duration.ofSeconds(1).toNanos();
    private static final long TERM = 3;
    private static final long MUCH_BEHIND = 10;
    private static final long DEFER_NANOS = 1_000;
    private static final Settings SETTINGS = new Settings(50, MUCH_BEHIND, DEFER_NANOS);

    private ElectionPolicy policy = new ElectionPolicy(SETTINGS);

    @Test
    void aPrimaryIsToldOfOnce() {
        assertThat(policy.occupied()).isEqualTo(new Decision.Tell(new LeadershipEvent.Occupied(), 0));
        assertThat(policy.occupied()).isEqualTo(new Decision.Watch(SETTINGS.lookNanos()));
    }

    /** Nobody has been seen to be primary, so that nobody is further than the log. */
    @Test
    void aStandbyThatHasSeenNoPrimaryClaimsAtOnce() {
        assertThat(vacant(0, 5, 1_000))
                .isInstanceOfSatisfying(
                        Decision.Tell.class,
                        tell -> assertThat(tell.event()).isEqualTo(new LeadershipEvent.Vacant(TERM)));
    }

    @Test
    void theStandbyThatHasComeFurthestGoesFirst() {
        policy.occupied();
        assertThat(vacant(0, 5, 5 + MUCH_BEHIND + 1)).isInstanceOf(Decision.Defer.class);
        assertThat(vacant(DEFER_NANOS - 1, 5, 5 + MUCH_BEHIND + 1)).isInstanceOf(Decision.Defer.class);
        assertThat(vacant(DEFER_NANOS, 5, 5 + MUCH_BEHIND + 1))
                .as("but is not waited for, if it is slow about it")
                .isInstanceOf(Decision.Tell.class);
    }

    @Test
    void aStandbyThatIsALittleBehindDoesNotWait() {
        policy.occupied();
        assertThat(vacant(0, 5, 5 + MUCH_BEHIND)).isInstanceOf(Decision.Tell.class);
    }

    @Test
    void aStandbyWithoutItsApplicationWaitsForOneThatHasIts() {
        policy.occupied();
        assertThat(vacant(0, -1, 0)).isInstanceOf(Decision.Defer.class);
        assertThat(vacant(1, -1, -1)).isInstanceOf(Decision.Tell.class);
    }

    @Test
    void eachVacancyIsWaitedForAnew() {
        policy.occupied();
        vacant(0, 5, 100);
        policy.occupied();
        assertThat(vacant(DEFER_NANOS, 5, 100)).isInstanceOf(Decision.Defer.class);
    }

    /** As on a disk that is full: nothing is gained by trying a thousand times a second, at the price of a processor. */
    @Test
    void aClaimThatFailsAgainAndAgainIsTriedLessAndLessOften() {
        policy = new ElectionPolicy(Settings.of(LEASE_NANOS));
        long firstWait = waitOf(vacant(0, 5, -1));
        assertThat(firstWait).isLessThanOrEqualTo(Duration.ofMillis(1).toNanos());
        long wait = 0;
        for (int i = 0; i < 40; i++) {
            wait = waitOf(vacant(i, 5, -1));
        }
        assertThat(wait).isEqualTo(LEASE_NANOS / 20);
    }

    private Decision vacant(long nowNanos, long position, long furthest) {
        return policy.vacant(nowNanos, TERM, position, () -> furthest);
    }

    private static long waitOf(Decision decision) {
        return ((Decision.Tell) decision).waitNanos();
    }
}
