package org.ambrosia.simulator.workload;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** Calls that are doubled, lost or out of order are noticed. */
class CountersTest {
    private final Counters counters = new Counters();

    @Test
    void callsInTheirOrderAreRight() {
        counters.came(new Stamp("a", 1));
        counters.came(new Stamp("b", 1));
        counters.came(new Stamp("a", 2));
        assertThat(counters.violation()).isNull();
    }

    @Test
    void aDoubledCallIsNoticed() {
        counters.came(new Stamp("a", 1));
        counters.came(new Stamp("a", 1));
        assertThat(counters.violation()).isEqualTo("call 1 of a came, expected 2");
    }

    @Test
    void aLostCallIsNoticed() {
        counters.came(new Stamp("a", 1));
        counters.came(new Stamp("a", 3));
        assertThat(counters.violation()).isEqualTo("call 3 of a came, expected 2");
    }
}
