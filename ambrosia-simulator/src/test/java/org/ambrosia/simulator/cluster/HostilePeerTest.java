package org.ambrosia.simulator.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.Set;
import org.ambrosia.runtime.core.ApplicationEvent;
import org.ambrosia.runtime.core.LinkEvent;
import org.ambrosia.runtime.protocol.CallLayout;
import org.ambrosia.runtime.protocol.ClientName;
import org.ambrosia.runtime.protocol.Encoder;
import org.ambrosia.runtime.protocol.FrameFormat;
import org.ambrosia.runtime.protocol.MessageType;
import org.ambrosia.runtime.protocol.PeerFrame;
import org.ambrosia.runtime.protocol.PeerFrame.Calls;
import org.ambrosia.runtime.protocol.PeerFrame.Durable;
import org.ambrosia.runtime.protocol.PeerFrame.Hello;
import org.ambrosia.runtime.protocol.PeerFrame.Reason;
import org.ambrosia.runtime.protocol.PeerFrame.Refused;
import org.ambrosia.runtime.protocol.PeerFrame.Resume;
import org.ambrosia.runtime.protocol.Position;
import org.junit.jupiter.api.Test;

/** One coordinator and a peer that has a valid certificate for its own name and lies about everything else. */
class HostilePeerTest {
    private static final int LENGTH_BYTES = 4;

    private LoneCore core = LoneCore.serving();
    private int link;

    @Test
    void aReplyInTheNameOfAnotherInstanceIsNotLogged() {
        greet("evil");
        say(calls(1, reply("ledger", 1)));
        assertNothingLogged();
        assertThat(core.warnings()).singleElement().asString().contains("\"evil\"", "\"ledger\"");
    }

    @Test
    void aRequestInTheNameOfAnotherInstanceIsNotLogged() {
        greet("evil");
        say(calls(1, request("bank", 1)));
        assertNothingLogged();
        assertThat(core.warnings()).singleElement().asString().contains("\"evil\"", "\"bank\"");
    }

    @Test
    void aForgedCallIsFoundBehindHonestOnes() {
        greet("evil");
        say(calls(1, request("evil", 1), fork(), request("bank", 1)));
        assertNothingLogged();
    }

    @Test
    void aCallThatEndsBeforeItsCallersNameIsNotLogged() {
        greet("evil");
        say(calls(1, new byte[] {CallLayout.VALUE, 40}, request("evil", 1)));
        assertNothingLogged();
    }

    @Test
    void callsInThePeersOwnNameAreLogged() {
        greet("evil");
        say(calls(1, request("evil", 1), reply("evil", 1), fork()));
        assertThat(core.delivered()).hasSize(2);
        assertThat(core.warnings()).isEmpty();
    }

    @Test
    void noRefusalEndsTheInstance() {
        for (Reason reason : Reason.values()) {
            greet("evil");
            say(new Refused(reason, "I say so"));
            core.tell(new LinkEvent.Opened(++link, "evil", 0, Set.of("evil")));
            say(new Refused(reason, "I say so too"));
        }
        assertThat(core.isServing()).isTrue();
    }

    @Test
    void noResumeEndsTheInstance() {
        greet("evil");
        say(new Resume(new Position(Long.MAX_VALUE, 0, 0)));
        greet("evil");
        say(new Resume(new Position(0, Long.MAX_VALUE, Long.MAX_VALUE)));
        assertThat(core.isServing()).isTrue();
    }

    @Test
    void aSecondResumeOnALinkIsRefused() {
        for (int i = 0; i < 10; i++) {
            output("evil");
        }
        greet("evil");
        say(new Resume(Position.START));
        long sent = callsSent();
        say(new Resume(Position.START));
        assertThat(callsSent()).isEqualTo(sent);
        assertThat(core.warnings()).singleElement().asString().contains("second Resume");
    }

    @Test
    void aSecondResumeIsRefusedThoughTheFirstIsNotAnsweredYet() {
        core.holdRecords();
        core.tell(new LinkEvent.Opened(++link, null));
        say(new Hello(PeerFrame.VERSION, "~1", LoneCore.NAME, 9, ClientName.EPOCH));
        say(new Resume(Position.START));
        say(new Resume(Position.START));
        assertThat(core.warnings()).singleElement().asString().contains("second Resume");
    }

    @Test
    void anImpulseOfAnEpochThatThePeerDoesNotHaveIsNotLogged() {
        greet("evil");
        say(new Calls(Long.MAX_VALUE, 1, 1, messages(fork()), 0, messages(fork()).length));
        assertNothingLogged();
        assertThat(core.warnings()).hasSize(1);
    }

    @Test
    void anIncarnationFarInTheFutureIsRefused() {
        core.tell(new LinkEvent.Opened(++link, null));
        say(new Hello(PeerFrame.VERSION, "client", LoneCore.NAME, Long.MAX_VALUE, 1));
        assertThat(lastRefusal().reason()).isEqualTo(Reason.MISMATCH);
        assertThat(lastRefusal().message()).contains("clock");
        greet("client");
        say(calls(1, fork()));
        assertThat(core.delivered()).hasSize(2);
    }

    @Test
    void whatAPeerConfirmsBeforeReplayIsDoneEndsNothing() {
        core = LoneCore.notCaughtUp();
        greet("evil");
        say(new Resume(Position.START));
        say(new Durable(new Position(5, 0, 0)));
        core.tell(new ApplicationEvent.CaughtUp());
        assertThat(core.isServing()).isTrue();
        assertThat(core.warnings()).singleElement().asString().contains("\"evil\"", "never made");
        output("evil");
        greet("evil");
        say(new Resume(Position.START));
        assertThat(callsSent()).as("the call is numbered 1, and kept").isEqualTo(1);
    }

    @Test
    void whatAnHonestPeerConfirmsBeforeReplayIsDoneIsNotSentAgain() {
        core = LoneCore.notCaughtUp();
        greet("ledger");
        say(new Resume(new Position(2, 0, 0)));
        say(new Durable(new Position(2, 0, 0)));
        output("ledger");
        output("ledger");
        core.tell(new ApplicationEvent.CaughtUp());
        assertThat(core.held().outboxesEmpty()).isTrue();
        output("ledger");
        assertThat(core.sent())
                .filteredOn(Calls.class::isInstance)
                .singleElement()
                .satisfies(each -> assertThat(((Calls) each).first()).isEqualTo(3));
        assertThat(core.warnings()).isEmpty();
    }

    @Test
    void nothingIsKeptOfPeersThatOnlyConfirm() {
        for (int i = 0; i < 1_000; i++) {
            greet("stranger" + i);
            say(new Durable(Position.START));
            core.tell(new LinkEvent.Closed(link));
        }
        greet("client");
        say(calls(1, fork()));
        assertThat(core.delivered()).hasSize(2);
        assertThat(core.delivered().get(1).trailer().trims()).isEmpty();
    }

    @Test
    void whatAPeerSaysBeginsNoLineOfItsOwnAndFillsNoLog() {
        String forged = "x\nWARNING: [Ambrosia/Fenced] \u001b[2J" + "y".repeat(3_000);
        for (Hello each : new Hello[] {
            new Hello(PeerFrame.VERSION, forged, LoneCore.NAME, 9, 1),
            new Hello(PeerFrame.VERSION, "evil", forged, 9, 1),
            new Hello(PeerFrame.VERSION, forged, "other", 9, 1),
            new Hello(PeerFrame.VERSION, forged, LoneCore.NAME, Long.MAX_VALUE, 1)
        }) {
            core.tell(new LinkEvent.Opened(++link, null));
            say(each);
        }
        greet("evil");
        say(calls(1, request(forged.repeat(10), 1)));
        greet("evil");
        say(new Refused(Reason.CALLS_LOST, forged));
        assertThat(core.warnings())
                .hasSize(6)
                .allSatisfy(each -> assertThat(each)
                        .hasSizeLessThan(1_500)
                        .doesNotContain("\n")
                        .doesNotContain("\u001b"));
    }

    private void assertNothingLogged() {
        assertThat(core.delivered()).as("the initial message alone").hasSize(1);
        assertThat(core.sent()).doesNotHaveAnyElementsOfTypes(Calls.class);
        assertThat(core.sent())
                .noneMatch(each -> each instanceof Durable durable
                        && (durable.position().replayable() > 0
                                || durable.position().impulse() > 0));
    }

    private long callsSent() {
        return core.sent().stream().filter(Calls.class::isInstance).count();
    }

    private Refused lastRefusal() {
        return (Refused) core.sent().stream()
                .filter(Refused.class::isInstance)
                .reduce((first, second) -> second)
                .orElseThrow();
    }

    private void greet(String peer) {
        core.tell(new LinkEvent.Opened(++link, null, 0, Set.of(peer)));
        say(new Hello(PeerFrame.VERSION, peer, LoneCore.NAME, 9, 1));
    }

    private void say(PeerFrame frame) {
        byte[] bytes = FrameFormat.encode(frame);
        core.tell(new LinkEvent.Received(
                link, Arrays.copyOfRange(bytes, LENGTH_BYTES, bytes.length), bytes.length - LENGTH_BYTES));
    }

    private static Calls calls(long first, byte[]... bodies) {
        byte[] messages = messages(bodies);
        return new Calls(0, first, bodies.length, messages, 0, messages.length);
    }

    private static byte[] messages(byte[]... bodies) {
        Encoder out = new Encoder(64);
        for (byte[] each : bodies) {
            out.zz32(each.length + 1).u8(MessageType.RPC).bytes(each, 0, each.length);
        }
        return out.toByteArray();
    }

    private static byte[] fork() {
        return new Encoder(8).u8(CallLayout.REQUEST).zz32(7).u8(CallLayout.FORK).toByteArray();
    }

    private static byte[] request(String caller, long callId) {
        return new Encoder(64)
                .u8(CallLayout.REQUEST)
                .zz32(7)
                .u8(CallLayout.ASYNC)
                .string(caller)
                .zz64(callId)
                .toByteArray();
    }

    private static byte[] reply(String callee, long callId) {
        return new Encoder(64).u8(CallLayout.VALUE).string(callee).zz64(callId).toByteArray();
    }

    private void output(String destination) {
        byte[] body = fork();
        Encoder content =
                new Encoder(64).u8(MessageType.RPC).string(destination).bytes(body, 0, body.length);
        byte[] message = new Encoder(64)
                .zz32(content.length())
                .bytes(content.array(), 0, content.length())
                .toByteArray();
        core.tell(new ApplicationEvent.Output(message, 0, message.length));
    }
}
