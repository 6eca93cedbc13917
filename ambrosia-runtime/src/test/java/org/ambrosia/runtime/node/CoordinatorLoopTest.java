package org.ambrosia.runtime.node;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.reflect.Proxy;
import java.net.InetAddress;
import java.net.Socket;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.ambrosia.runtime.api.ErrorTag;
import org.ambrosia.runtime.api.ReplicaRole;
import org.ambrosia.runtime.core.ApplicationEvent;
import org.ambrosia.runtime.core.CoreSettings;
import org.ambrosia.runtime.core.Event;
import org.ambrosia.runtime.core.PresenceEvent;
import org.ambrosia.runtime.core.driver.ApplicationPort;
import org.ambrosia.runtime.core.driver.Lane;
import org.ambrosia.runtime.core.driver.LinkPort;
import org.ambrosia.runtime.core.driver.RegistryPort;
import org.ambrosia.runtime.core.driver.ReplicaDriver;
import org.ambrosia.runtime.core.driver.WriterLane;
import org.ambrosia.runtime.log.Leadership;
import org.ambrosia.runtime.log.Log;
import org.ambrosia.runtime.log.Membership;
import org.ambrosia.runtime.net.Links;
import org.ambrosia.runtime.net.SocketThread;
import org.ambrosia.runtime.protocol.Attachment;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A loop around which nothing is. */
class CoordinatorLoopTest {
    private static final long STANDSTILL_NANOS = 1_000_000_000L;

    private final BlockingQueue<String> told = new LinkedBlockingQueue<>();
    private final SocketThread thread = new SocketThread("server");
    private final CoordinatorLoop loop =
            new CoordinatorLoop(thread, reason -> told.add("failed: " + reason.getMessage()));
    private volatile boolean fails;
    private volatile boolean standsStill;
    /** Whether it is the turn in which the thread stood still; time may have been due before that. */
    private boolean inTurn;

    private final CountDownLatch hasCome = new CountDownLatch(1);

    @AfterEach
    void close() {
        loop.stop();
        thread.close();
    }

    @Test
    void anApplicationThatComesBeforeTheLoopBeginsIsToldOfBehindTheBeginning() throws Exception {
        loop.post(new PresenceEvent.Attached(new Attachment.Fresh()));
        begin();
        expect("Detached");
        expect("Joined");
        expect("Attached");
    }

    @Test
    void aLoopThatHasEndedLeavesTheThreadInPeace() throws Exception {
        begin();
        expect("Detached");
        loop.stop();
        loop.awaitEnd(10_000);
        assertThat(loop.isDue(System.nanoTime())).isFalse();
        assertThat(loop.nanosUntilDue(System.nanoTime())).isPositive();
    }

    @Test
    void aFailureEndsTheLoopAndIsTold() throws Exception {
        fails = true;
        begin();
        expect("failed: wanted");
        assertThat(loop.isDue(System.nanoTime())).isFalse();
    }

    @Test
    void anEndOfTheThreadThatNobodyWantedIsTold() throws Exception {
        begin();
        expect("Detached");
        expect("Joined");
        thread.close();
        expect("failed: the thread of the sockets has ended");
    }

    /** The other sides said something meanwhile, which is read before time has passed for the replica. */
    @Test
    void whatCameWhileTheThreadStoodStillIsTakenBeforeTimePasses() throws Exception {
        Links links = new Links(thread, Optional.empty(), 1_000, new PostingLinkListener(loop));
        try {
            int port = links.bind("127.0.0.1", 0);
            links.accept();
            begin();
            try (Socket peer = new Socket(InetAddress.getLoopbackAddress(), port)) {
                expect("Detached");
                expect("Joined");
                expect("Opened");
                standsStill = true;
                loop.post(new ApplicationEvent.Consumed(0));
                expect("Consumed");
                peer.getOutputStream().write(new byte[] {1, 0, 0, 0, 7});
                peer.getOutputStream().flush();
                hasCome.countDown();
                assertThat(told.poll(10, TimeUnit.SECONDS)).isEqualTo("Received");
            }
        } finally {
            links.close();
        }
    }

    private void begin() {
        CoreSettings settings = new CoreSettings(
                "server", 5, 7, 1 << 16, 1 << 20, false, 1L << 40, 1L << 40, CoreSettings.Limits.DEFAULT);
        loop.begin(new ReplicaDriver(
                settings,
                standby(),
                new ReplicaDriver.Ports(
                        loop.events(),
                        loop::post,
                        loop::wake,
                        nothing(WriterLane.class),
                        nothing(Lane.class),
                        nothing(LinkPort.class),
                        nothing(ApplicationPort.class),
                        nothing(RegistryPort.class),
                        loop::outputWaits,
                        new Listener()),
                1L << 40));
    }

    /** A log of which this process is a standby, and that has nothing. */
    private static Log standby() {
        Leadership leadership = answering(Leadership.class, "role", ReplicaRole.STANDBY);
        Membership membership = nothing(Membership.class);
        return (Log) Proxy.newProxyInstance(
                Log.class.getClassLoader(),
                new Class<?>[] {Log.class},
                (proxy, method, arguments) -> switch (method.getName()) {
                    case "leadership" -> leadership;
                    case "membership" -> membership;
                    default -> null;
                });
    }

    private void expect(String event) throws InterruptedException {
        String next = told.poll(10, TimeUnit.SECONDS);
        while ("Tick".equals(next)) {
            next = told.poll(10, TimeUnit.SECONDS);
        }
        assertThat(next).isEqualTo(event);
    }

    /** Does nothing, and answers no. */
    private static <T> T nothing(Class<T> type) {
        return answering(type, "", null);
    }

    /** As {@link #nothing}, but for one method. */
    private static <T> T answering(Class<T> type, String name, Object answer) {
        return type.cast(Proxy.newProxyInstance(
                type.getClassLoader(),
                new Class<?>[] {type},
                (proxy, method, arguments) -> method.getName().equals(name)
                        ? answer
                        : method.getReturnType() == boolean.class ? (Object) false : null));
    }

    private final class Listener implements ReplicaDriver.Listener {
        @Override
        public void before(Event event) {
            if (fails) {
                throw new IllegalStateException("wanted");
            }
            if (!inTurn) {
                told.add(event.getClass().getSimpleName());
            }
            if (event instanceof ApplicationEvent.Consumed && standsStill) {
                inTurn = true;
                standStill();
            }
        }

        private void standStill() {
            long begin = System.nanoTime();
            try {
                hasCome.await(10, TimeUnit.SECONDS);
            } catch (InterruptedException ends) {
                Thread.currentThread().interrupt();
            }
            while (System.nanoTime() - begin < STANDSTILL_NANOS) {
                LockSupport.parkNanos(STANDSTILL_NANOS);
            }
        }

        @Override
        public void after(Event event) {}

        @Override
        public void serves() {}

        @Override
        public void level() {}

        @Override
        public void takesCheckpoints() {}

        @Override
        public void ticked(boolean looks) {}

        @Override
        public void turnEnds() {
            inTurn = false;
        }

        @Override
        public void warn(ErrorTag tag, String message) {}
    }
}
