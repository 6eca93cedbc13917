package org.ambrosia.runtime.binding;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** A handler may interrupt its own thread, by itself or through a library, which ends nothing. */
class InterruptedHandlerTest {
    private final Scripted immortal = new Scripted();
    private final BindingDriver bank = BindingDriver.started(immortal, 1 << 16);

    @Test
    void theInterruptFlagThatAHandlerSetsIsRememberedNowhere() {
        immortal.on(1, () -> Thread.currentThread().interrupt());
        immortal.on(
                2,
                () -> immortal.seen.add("interrupted " + Thread.currentThread().isInterrupted()));
        try {
            bank.fork(1);
            assertThat(Thread.currentThread().isInterrupted()).isFalse();
            bank.fork(2);
            assertThat(immortal.seen).containsExactly("interrupted false");
        } finally {
            Thread.interrupted();
        }
    }
}
