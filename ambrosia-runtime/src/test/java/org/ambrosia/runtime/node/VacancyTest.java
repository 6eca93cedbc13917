package org.ambrosia.runtime.node;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.reflect.Proxy;
import java.time.Duration;
import org.ambrosia.runtime.core.Event;
import org.ambrosia.runtime.log.Log;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

class VacancyTest {
    private static final int CLAIMS = 40;

    private Vacancy vacancy;
    private int told;
    private long lateNanos;

    /** As on a disk that is full: nothing is gained by trying a thousand times a second, at the price of a processor. */
    @Test
    @Timeout(30)
    void aClaimThatFailsAgainAndAgainIsTriedLessAndLessOften() {
        Log vacant = (Log) Proxy.newProxyInstance(
                Log.class.getClassLoader(), new Class<?>[] {Log.class}, (log, method, arguments) -> true);
        vacancy = new Vacancy(vacant, Duration.ofSeconds(1), this::take);
        vacancy.run();
        assertThat(told).isEqualTo(CLAIMS);
        assertThat(Duration.ofNanos(System.nanoTime() - lateNanos)).isGreaterThan(Duration.ofMillis(200));
    }

    private void take(Event vacant) {
        assertThat(vacant).isEqualTo(new Event.Vacant());
        if (++told == CLAIMS - 5) {
            lateNanos = System.nanoTime();
        }
        if (told == CLAIMS) {
            vacancy.stop();
        }
    }
}
