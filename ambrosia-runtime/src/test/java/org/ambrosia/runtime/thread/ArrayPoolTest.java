package org.ambrosia.runtime.thread;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class ArrayPoolTest {
    private static final int BYTES = 8 << 10;

    @Test
    void anArrayIsUsedAgainIfItIsLargeEnough() {
        ArrayPool pool = new ArrayPool(2);
        byte[] array = pool.take(BYTES);
        pool.give(array);
        assertThat(pool.take(BYTES - 1)).isSameAs(array);
        assertThat(pool.take(BYTES)).isNotSameAs(array);
        pool.give(array);
        assertThat(pool.take(BYTES + 1)).hasSizeGreaterThan(BYTES);
    }

    @Test
    void noMoreAreKeptThanWereAllowed() {
        ArrayPool pool = new ArrayPool(1);
        byte[] first = new byte[BYTES];
        byte[] second = new byte[BYTES];
        pool.give(first);
        pool.give(second);
        assertThat(pool.take(BYTES)).isSameAs(first);
        assertThat(pool.take(BYTES)).isNotSameAs(second);
    }

    @Test
    void smallAndVeryLargeArraysAreNotKept() {
        ArrayPool pool = new ArrayPool(4);
        byte[] small = new byte[100];
        byte[] large = new byte[2 << 20];
        pool.give(small);
        pool.give(large);
        assertThat(pool.take(100)).isNotSameAs(small);
        assertThat(pool.take(BYTES)).isNotSameAs(large);
    }
}
