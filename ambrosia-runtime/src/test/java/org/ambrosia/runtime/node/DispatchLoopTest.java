package org.ambrosia.runtime.node;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.ambrosia.runtime.core.Event;
import org.ambrosia.runtime.protocol.Delivery;
import org.ambrosia.runtime.thread.ArrayPool;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The thread that runs an immortal. */
@Timeout(60)
class DispatchLoopTest {
    private final List<Event> events = new CopyOnWriteArrayList<>();
    private final DispatchLoop loop =
            new DispatchLoop(new ArrayPool(4), new OutputLane(new ArrayPool(4)), events::add, () -> {});

    @Test
    void anInterruptOfItsThreadEndsNothing() {
        Lifetime lifetime = new Lifetime("server", loop::stop, () -> {});
        Thread[] dispatching = new Thread[1];
        lifetime.add("dispatch", () -> {
            Thread.currentThread().interrupt();
            dispatching[0] = Thread.currentThread();
            loop.run(null);
        });
        lifetime.start();
        loop.deliver(new Delivery.Resume());
        await().atMost(Duration.ofSeconds(30)).until(() -> dispatching[0] != null);
        await().atMost(Duration.ofSeconds(30))
                .until(() -> !dispatching[0].isInterrupted() || !dispatching[0].isAlive());
        assertThat(lifetime.isEnding()).isFalse();
        lifetime.close();
        assertThat(dispatching[0].isAlive()).isFalse();
    }
}
