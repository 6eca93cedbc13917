package org.ambrosia.runtime.node;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.ambrosia.runtime.api.AmbrosiaException;
import org.ambrosia.runtime.core.Event;
import org.ambrosia.runtime.protocol.Delivery;
import org.ambrosia.runtime.protocol.Encoder;
import org.ambrosia.runtime.thread.ArrayPool;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The thread that runs an immortal. */
@Timeout(60)
class DispatchLoopTest {
    private final List<Event> events = new CopyOnWriteArrayList<>();
    private final DispatchLoop loop = new DispatchLoop(
            new ArrayPool(4), new OutputLane(new ArrayPool(4)), events::add, () -> {}, () -> {}, false);

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

    @Test
    void aThreadThatSendsImpulsesFasterThanTheyAreTakenWaits() throws InterruptedException {
        Throwable[] thrown = new Throwable[1];
        Thread sender = sender(thrown);
        await().atMost(Duration.ofSeconds(30))
                .until(() -> sender.getState() == Thread.State.TIMED_WAITING || !sender.isAlive());
        assertThat(sender.isAlive()).isTrue();
        int before = events.size();
        assertThat(before).isBetween(10, 17);

        events.forEach(loop::taken);
        await().atMost(Duration.ofSeconds(30)).until(() -> events.size() > before);

        loop.stop();
        sender.join();
        assertThat(thrown[0]).isInstanceOf(AmbrosiaException.class).hasMessageContaining("InstanceEnded");
    }

    @Test
    void theThreadThatRunsHandlersNeverWaits() throws InterruptedException {
        CountDownLatch sent = new CountDownLatch(1);
        DispatchLoop other = new DispatchLoop(
                new ArrayPool(4),
                new OutputLane(new ArrayPool(4)),
                event -> {
                    events.add(event);
                    if (events.size() == 40) {
                        sent.countDown();
                    }
                },
                () -> {},
                () -> {},
                false);
        other.stop();
        Thread own = new Thread(() -> {
            other.run(null);
            for (int i = 0; i < 40; i++) {
                other.sendImpulse("server", new Encoder(new byte[0]).bytes(new byte[1 << 20], 0, 1 << 20));
            }
        });
        own.start();
        assertThat(sent.await(30, TimeUnit.SECONDS)).isTrue();
    }

    private Thread sender(Throwable[] thrown) {
        Thread sender = new Thread(() -> {
            try {
                for (int i = 0; i < 1_000; i++) {
                    loop.sendImpulse("server", new Encoder(new byte[0]).bytes(new byte[1 << 20], 0, 1 << 20));
                }
            } catch (AmbrosiaException ended) {
                thrown[0] = ended;
            }
        });
        sender.start();
        return sender;
    }
}
