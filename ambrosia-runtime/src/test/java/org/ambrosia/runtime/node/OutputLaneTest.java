package org.ambrosia.runtime.node;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.ambrosia.runtime.core.ApplicationEvent;
import org.ambrosia.runtime.protocol.Encoder;
import org.ambrosia.runtime.thread.ArrayPool;
import org.junit.jupiter.api.Test;

/** What leaves an application, and when. */
class OutputLaneTest {
    private long nowNanos = 1;
    private final OutputLane lane = new OutputLane(new ArrayPool(4), () -> nowNanos);
    private final List<String> taken = new ArrayList<>();

    @Test
    void whatAHandlerHasMadeIsTakenWhenItHasReturnedAndNotBefore() {
        call("one", 10);
        call("one", 10);
        call("two", 10);
        call("one", 10);
        take();
        assertThat(taken).isEmpty();
        lane.publish();
        take();
        assertThat(taken).containsExactly("2 to one", "1 to two", "1 to one");
        lane.publish();
        take();
        assertThat(taken).hasSize(3);
    }

    @Test
    void whatFillsAnArrayIsTakenEarlier() {
        for (int i = 0; i < 8; i++) {
            call("one", 10_000);
        }
        take();
        assertThat(taken).containsExactly("6 to one");
        lane.publish();
        take();
        assertThat(taken).containsExactly("6 to one", "2 to one");
    }

    @Test
    void anEventComesBehindTheCallsThatWereMadeBeforeIt() {
        call("one", 10);
        lane.append(new ApplicationEvent.CaughtUp());
        call("one", 10);
        take();
        assertThat(taken).containsExactly("1 to one", "CaughtUp");
        lane.publish();
        take();
        assertThat(taken).containsExactly("1 to one", "CaughtUp", "1 to one");
    }

    @Test
    void whatWaitsForLongBecauseItsHandlerDoesIsTakenBeforeThatReturns() {
        call("one", 10);
        call("two", 10);
        call("one", 10);
        take();
        nowNanos += 999_999_999;
        take();
        assertThat(taken).isEmpty();
        nowNanos++;
        take();
        assertThat(taken).containsExactly("1 to one", "1 to two", "1 to one");
        call("one", 10);
        lane.publish();
        take();
        assertThat(taken).containsExactly("1 to one", "1 to two", "1 to one", "1 to one");
    }

    @Test
    void manyShortHandlersAreNoLongOne() {
        for (int i = 0; i < 10; i++) {
            call("one", 10);
            take();
            lane.publish();
            nowNanos += 600_000_000;
            call("one", 10);
            take();
            assertThat(taken).hasSize(2 * i + 1);
            lane.publish();
            take();
        }
    }

    private void call(String destination, int bytes) {
        lane.append(destination, new Encoder(bytes).bytes(new byte[bytes], 0, bytes));
    }

    private void take() {
        while (lane.take(each -> taken.add(
                each instanceof ApplicationEvent.CallsMade made
                        ? made.calls().count() + " to " + made.calls().destination()
                        : each.getClass().getSimpleName()))) {}
    }
}
