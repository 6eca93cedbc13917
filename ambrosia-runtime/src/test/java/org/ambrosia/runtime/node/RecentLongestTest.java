package org.ambrosia.runtime.node;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class RecentLongestTest {
    private static final long SECOND = 1_000_000_000L;

    @Test
    void theLongestIsForgottenAfterTwentySecondsAtMost() {
        RecentLongest recent = new RecentLongest(0);
        recent.note(SECOND, 7);
        recent.note(2 * SECOND, 3);
        assertThat(recent.nanos(9 * SECOND)).isEqualTo(7);
        recent.note(12 * SECOND, 5);
        assertThat(recent.nanos(19 * SECOND)).isEqualTo(7);
        assertThat(recent.nanos(21 * SECOND)).isEqualTo(5);
        assertThat(recent.nanos(31 * SECOND)).isZero();
    }

    @Test
    void afterALongSilenceNothingIsKnown() {
        RecentLongest recent = new RecentLongest(0);
        recent.note(SECOND, 7);
        assertThat(recent.nanos(45 * SECOND)).isZero();
        recent.note(46 * SECOND, 2);
        assertThat(recent.nanos(46 * SECOND)).isEqualTo(2);
    }
}
