package org.ambrosia.runtime.core.driver;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.ambrosia.runtime.api.AmbrosiaException;
import org.ambrosia.runtime.api.ErrorTag;
import org.ambrosia.runtime.core.ApplicationEvent;
import org.ambrosia.runtime.core.CoreSettings;
import org.ambrosia.runtime.core.LinkEvent;
import org.ambrosia.runtime.core.TimeEvent;
import org.ambrosia.runtime.protocol.CallLayout;
import org.ambrosia.runtime.protocol.CallRun;
import org.ambrosia.runtime.protocol.Encoder;
import org.ambrosia.runtime.protocol.FrameFormat;
import org.ambrosia.runtime.protocol.PeerFrame;
import org.ambrosia.runtime.protocol.PeerFrame.Calls;
import org.ambrosia.runtime.protocol.PeerFrame.Durable;
import org.ambrosia.runtime.protocol.PeerFrame.Hello;
import org.ambrosia.runtime.protocol.PeerFrame.Reason;
import org.ambrosia.runtime.protocol.PeerFrame.Refused;
import org.ambrosia.runtime.protocol.PeerFrame.Resume;
import org.ambrosia.runtime.protocol.Position;
import org.junit.jupiter.api.Test;

/** A client's conversation with an instance, whose part the test has. */
class ClientDriverTest {
    private static final int LENGTH_BYTES = 4;
    private static final String INSTANCE = "server";

    private final Host host = new Host();
    private final ClientDriver driver = new ClientDriver(
            INSTANCE, "~1", new ClientDriver.Settings(1 << 16, 1L << 40, CoreSettings.Limits.DEFAULT), host);
    private int link;

    @Test
    void whoWaitsLearnsThatItsCallsAreDurableWhenTheInstanceSaysSo() {
        call();
        call();
        Waiter first = await(1);
        Waiter both = await(2);
        greet();
        assertThat(host.sent(Calls.class)).isNotEmpty();
        say(new Durable(new Position(1, 0, 0)));
        assertThat(first.heard).containsExactly("durable");
        assertThat(both.heard).isEmpty();
        say(new Durable(new Position(2, 0, 0)));
        assertThat(both.heard).containsExactly("durable");
        assertThat(driver.isEmpty()).isTrue();
    }

    @Test
    void whatWasNeverMadeNeedNotBeWaitedFor() {
        assertThat(await(0).heard).containsExactly("durable");
    }

    /** It goes on under another name; what is not known to be durable is lost. */
    @Test
    void whenTheInstanceHasForgottenTheCallerThoseWhoWaitLearnWhatIsLost() {
        call();
        call();
        Waiter both = await(2);
        greet();
        say(new Durable(new Position(1, 0, 0)));
        say(new Refused(Reason.CALLS_LOST, "this caller was forgotten"));
        assertThat(both.heard).containsExactly("ClientForgotten");
        assertThat(host.durable).isEqualTo(1);
        assertThat(driver.name()).isEqualTo("~2");
        assertThat(await("~1", 2).heard).as("asked afterwards").containsExactly("ClientForgotten");
        assertThat(driver.isEmpty())
                .as("nothing of the one before is sent again")
                .isTrue();
        assertThat(host.closed).contains(link);
    }

    @Test
    void aCallerThatEndsSaysSoAndFailsThoseWhoWait() {
        call();
        Waiter waiter = await(1);
        greet();
        driver.end(ended());
        assertThat(waiter.heard).containsExactly("InstanceEnded");
        assertThat(host.sent(PeerFrame.Farewell.class)).hasSize(1);
        assertThat(await(1).heard).containsExactly("InstanceEnded");
        call();
        assertThat(driver.heldBytes()).as("what is called behind the end").isLessThan(1_000);
    }

    /** The instance was killed: the calls are sent again, by the next link. */
    @Test
    void whatIsNotDurableIsSentByTheNextLink() {
        call();
        greet();
        driver.on(new LinkEvent.Closed(link));
        host.frames.clear();
        greet();
        assertThat(host.sent(Calls.class)).hasSize(1);
    }

    @Test
    void eachConversationNamesTheInterfacesByWhichTheInstanceIsCalled() {
        driver.noteInterface(71);
        call();
        greet();
        assertThat(host.sent(PeerFrame.Ping.class))
                .extracting(PeerFrame.Ping::schemaHash)
                .contains(71L);
        say(new Refused(Reason.CALLS_LOST, "this caller was forgotten"));
        host.frames.clear();
        call();
        greet();
        assertThat(host.sent(PeerFrame.Ping.class))
                .extracting(PeerFrame.Ping::schemaHash)
                .contains(71L);
    }

    private void call() {
        byte[] body = new Encoder(8)
                .u8(CallLayout.REQUEST)
                .zz32(7)
                .u8(CallLayout.FORK)
                .toByteArray();
        byte[] call = new byte[body.length + CallRun.CALL_OVERHEAD];
        int end = CallRun.encode(body, 0, body.length, call, 0);
        driver.on(new ApplicationEvent.CallsMade(new CallRun(INSTANCE, 1, call, 0, end)));
    }

    private void greet() {
        driver.on(new TimeEvent.Tick());
        driver.on(new LinkEvent.Opened(++link, INSTANCE));
        say(new Hello(PeerFrame.VERSION, INSTANCE, driver.name(), 5, 3));
        say(new Resume(Position.START));
    }

    private void say(PeerFrame frame) {
        byte[] bytes = FrameFormat.encode(frame);
        driver.on(new LinkEvent.Received(
                link, Arrays.copyOfRange(bytes, LENGTH_BYTES, bytes.length), bytes.length - LENGTH_BYTES));
    }

    private Waiter await(long calls) {
        return await(driver.name(), calls);
    }

    private Waiter await(String name, long calls) {
        Waiter waiter = new Waiter(name, calls, new ArrayList<>());
        driver.await(waiter, ended());
        return waiter;
    }

    private static AmbrosiaException ended() {
        return new AmbrosiaException(ErrorTag.INSTANCE_ENDED, "This caller has ended.");
    }

    private record Waiter(String name, long calls, List<String> heard) implements ClientDriver.Waiter {
        @Override
        public void durable() {
            heard.add("durable");
        }

        @Override
        public void failed(AmbrosiaException reason) {
            heard.add(reason.tag().toString());
        }
    }

    private static final class Host implements ClientDriver.Host {
        private final List<PeerFrame> frames = new ArrayList<>();
        private final List<Integer> closed = new ArrayList<>();
        private int names = 1;
        private long durable = -1;

        <F extends PeerFrame> List<F> sent(Class<F> type) {
            return frames.stream().filter(type::isInstance).map(type::cast).toList();
        }

        @Override
        public String renamed(long calls, AmbrosiaException reason) {
            durable = calls;
            return "~" + ++names;
        }

        @Override
        public void dial(String peer) {}

        @Override
        public void send(int number, PeerFrame frame) {
            byte[] bytes = FrameFormat.encode(frame);
            frames.add(FrameFormat.decode(bytes, LENGTH_BYTES, bytes.length - LENGTH_BYTES));
        }

        @Override
        public void close(int number) {
            closed.add(number);
        }

        @Override
        public void readLinks(boolean wanted) {}

        @Override
        public void answered(byte[] bytes, int offset, int length) {}

        @Override
        public void warn(ErrorTag tag, String message) {}
    }
}
