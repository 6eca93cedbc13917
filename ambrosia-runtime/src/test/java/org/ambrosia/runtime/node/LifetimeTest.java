package org.ambrosia.runtime.node;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.ambrosia.runtime.api.AmbrosiaException;
import org.ambrosia.runtime.api.ErrorTag;
import org.ambrosia.runtime.api.LogException;
import org.ambrosia.runtime.api.StateException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What a program is told of how its instance has ended. */
@Timeout(60)
class LifetimeTest {
    private final Lifetime lifetime = new Lifetime("server", () -> {}, () -> {});

    @Test
    void anInterruptThatNobodyWantedIsAFailureAndNoWantedEnd() {
        lifetime.add("writer", () -> {
            Thread.currentThread().interrupt();
            new CountDownLatch(1).await();
        });
        lifetime.start();
        assertThatThrownBy(lifetime::awaitEnd)
                .isInstanceOf(AmbrosiaException.class)
                .hasMessageContaining("interrupted")
                .hasMessageContaining("writer");
    }

    @Test
    void anInterruptAfterTheEndWasWantedIsNoFailure() throws InterruptedException {
        CountDownLatch running = new CountDownLatch(1);
        lifetime.add("writer", () -> {
            running.countDown();
            while (!lifetime.isEnding()) {
                Thread.onSpinWait();
            }
            throw new InterruptedException();
        });
        lifetime.start();
        running.await();
        lifetime.close();
        assertThat(lifetime.awaitEnd(Duration.ofSeconds(30))).isTrue();
    }

    @Test
    void aFailureKeepsItsType() {
        lifetime.end(new LogException(ErrorTag.LOG_UNAVAILABLE, "The disk is full."));
        assertThatThrownBy(lifetime::awaitEnd)
                .isInstanceOf(LogException.class)
                .hasMessage("[Ambrosia/LogUnavailable] The disk is full.")
                .satisfies(thrown -> assertThat(thrown.getCause()).isInstanceOf(LogException.class));
        assertThatThrownBy(lifetime::awaitServing).isInstanceOf(LogException.class);
    }

    @Test
    void whoeverAwaitsAFailureGetsAnExceptionOfTheOwnThread() throws InterruptedException {
        StateException reason = new StateException(ErrorTag.SCHEMA_MISMATCH, "A method is gone.");
        lifetime.end(reason);
        assertThatThrownBy(lifetime::awaitEnd)
                .isNotSameAs(reason)
                .hasCause(reason)
                .satisfies(thrown -> assertThat(thrown.getStackTrace())
                        .anyMatch(frame -> frame.getMethodName().equals("awaitEnd")));
    }

    @Test
    void awaitServingFailsIfTheInstanceWasClosedBeforeItServed() throws InterruptedException {
        CountDownLatch waiting = new CountDownLatch(1);
        AmbrosiaException[] told = new AmbrosiaException[1];
        Thread waiter = new Thread(() -> {
            waiting.countDown();
            try {
                lifetime.awaitServing();
            } catch (AmbrosiaException closed) {
                told[0] = closed;
            } catch (InterruptedException impossible) {
                throw new IllegalStateException(impossible);
            }
        });
        waiter.start();
        assertThat(waiting.await(10, TimeUnit.SECONDS)).isTrue();
        lifetime.close();
        waiter.join();
        assertThat(told[0]).isNotNull();
        assertThat(told[0].tag()).isEqualTo(ErrorTag.INSTANCE_ENDED);
    }

    @Test
    void awaitServingReturnsIfTheInstanceHasServedThoughItWasClosedSince() throws InterruptedException {
        lifetime.nowServing();
        lifetime.close();
        lifetime.awaitServing();
    }
}
