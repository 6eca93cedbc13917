package org.ambrosia.runtime.binding;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import org.ambrosia.runtime.api.AmbrosiaException;
import org.ambrosia.runtime.api.ErrorTag;
import org.ambrosia.runtime.protocol.Attachment;
import org.ambrosia.runtime.protocol.CallRun;
import org.ambrosia.runtime.protocol.CoordinatorRecord;
import org.ambrosia.runtime.protocol.Delivery;
import org.ambrosia.runtime.protocol.LogPosition;
import org.ambrosia.runtime.protocol.MessageType;
import org.ambrosia.runtime.protocol.OutputEncoder;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** An application whose coordinator comes and goes, by hand. */
class CoordinatorSessionTest {
    private static final HexFormat HEX = HexFormat.of();
    private static final long MOST_BYTES = 64;

    private final List<String> sent = new ArrayList<>();
    private final List<Delivery> delivered = new ArrayList<>();
    private final CoordinatorSession session = new CoordinatorSession(
            "self",
            MOST_BYTES,
            (bytes, offset, length) -> sent.add(HEX.formatHex(bytes, offset, offset + length)),
            delivered::add);

    @BeforeEach
    void restore() {
        session.received(new CoordinatorRecord.Welcome(7, 1 << 20, 5));
        session.received(new Delivery.Restore(new byte[0], 8, 4, Map.of("server", 10L)));
        session.restored();
        session.received(new Delivery.BecomingPrimary());
        assertThat(session.caughtUp()).isTrue();
        sent.clear();
    }

    @Test
    void callsThatAreNotConfirmedAreSentAgainBehindThoseThatAre() {
        String first = output(call("server", 1));
        String second = output(call("self", 2));
        String third = output(call("server", 3));
        session.received(new Delivery.Messages(9, 4, new byte[0], 0, 0));
        session.received(new Delivery.Confirmed(Map.of("server", 11L)));
        sent.clear();
        session.disconnected();
        assertThat(session.hello("").attachment())
                .isEqualTo(new Attachment.Resuming(7, new LogPosition(9, 4), Map.of("server", 11L), true));
        String meanwhile = output(call("server", 4));
        assertThat(sent).isEmpty();
        session.received(new Delivery.Resume());
        assertThat(sent()).isEqualTo(second + third + meanwhile);
        assertThat(first).isNotEqualTo(second);
    }

    @Test
    void whatAClientThatIsGoneWasAnsweredIsNotSentAgain() {
        output(call("~1", 1));
        String kept = output(call("server", 2));
        sent.clear();
        session.clientAnswered("~1");
        assertThat(sent()).isEqualTo(HEX.formatHex(OutputEncoder.clientGone("~1")));
        session.received(new Delivery.Confirmed(Map.of("~1", 1L)));
        session.disconnected();
        assertThat(session.hello("").attachment())
                .isEqualTo(new Attachment.Resuming(7, new LogPosition(8, 3), Map.of("server", 10L), true));
        sent.clear();
        session.received(new Delivery.Resume());
        assertThat(sent()).isEqualTo(kept);
    }

    @Test
    void thatAClientIsGoneIsSaidAfterAGreetingThatSpokeOfIt() {
        output(call("~1", 1));
        session.disconnected();
        assertThat(session.hello("").attachment())
                .isEqualTo(new Attachment.Resuming(7, new LogPosition(8, 3), Map.of("server", 10L), true));
        session.clientAnswered("~1");
        sent.clear();
        session.received(new Delivery.Resume());
        assertThat(sent()).isEqualTo(HEX.formatHex(OutputEncoder.clientGone("~1")));
    }

    @Test
    void whatADeadCoordinatorWasToBeAnsweredTheNextIsNot() {
        session.received(new Delivery.TakeCheckpoint());
        session.received(new Delivery.BecomingPrimary());
        session.disconnected();
        session.received(new Delivery.Resume());
        session.checkpoint(new byte[] {1});
        assertThat(session.caughtUp()).isFalse();
        assertThat(sent).isEmpty();
        session.received(new Delivery.TakeCheckpoint());
        session.checkpoint(new byte[] {2});
        assertThat(sent).containsExactly("040802", "02");
    }

    @Test
    void whatAnApplicationSaysBeforeItHasTakenOnAnotherStateDoesNotCount() {
        session.received(new Delivery.Messages(9, 4, new byte[0], 0, 0));
        session.disconnected();
        session.received(new Delivery.Restore(new byte[0], 10, 9, Map.of("server", 20L)));
        output(call("server", 11));
        assertThat(sent).isEmpty();
        session.restored();
        String next = output(call("server", 21));
        assertThat(sent()).isEqualTo(next);
        session.disconnected();
        assertThat(session.hello("").attachment())
                .isEqualTo(new Attachment.Resuming(7, new LogPosition(10, 8), Map.of("server", 20L), true));
        session.received(new Delivery.Resume());
        assertThat(sent()).isEqualTo(next + next);
    }

    @Test
    void impulsesWaitForTheNextCoordinatorAndAreSentOnce() {
        session.disconnected();
        session.impulse(new byte[] {1});
        assertThat(sent).isEmpty();
        session.received(new Delivery.Resume());
        session.disconnected();
        session.received(new Delivery.Resume());
        assertThat(sent).containsExactly("01");
    }

    @Test
    void callsThatCantBeKeptEndTheApplicationOnceItsCoordinatorIsGone() {
        String first = output(call("server", 1));
        session.disconnected();
        assertThat(session.canResume()).isTrue();
        assertThatThrownBy(() -> {
                    for (int i = 0; i < MOST_BYTES; i++) {
                        output(call("server", i));
                    }
                })
                .isInstanceOfSatisfying(
                        AmbrosiaException.class, lost -> assertThat(lost.tag()).isEqualTo(ErrorTag.COORDINATOR_LOST));
        assertThatThrownBy(() -> session.hello("")).isInstanceOf(AmbrosiaException.class);
        assertThatThrownBy(() -> session.received(new Delivery.Resume())).isInstanceOf(AmbrosiaException.class);
        assertThat(sent()).isEqualTo(first);
    }

    @Test
    void moreCallsThanAreKeptAreNoProblemWhileTheCoordinatorLives() {
        String all = "";
        for (int i = 0; i < MOST_BYTES; i++) {
            all += output(call("server", i));
        }
        assertThat(session.canResume()).isFalse();
        assertThat(sent()).isEqualTo(all);
    }

    @Test
    void theInitialMessageIsNotACall() {
        session.initialMessage(new byte[] {2, MessageType.INITIAL_MESSAGE});
        session.disconnected();
        sent.clear();
        session.received(new Delivery.Resume());
        assertThat(sent).isEmpty();
    }

    /** Everything that was sent, as one text. */
    private String sent() {
        return String.join("", sent);
    }

    /** Returns what goes over the wire. */
    private String output(CallRun calls) {
        session.output(calls);
        return HEX.formatHex(calls.head()) + HEX.formatHex(calls.bytes());
    }

    private static CallRun call(String destination, int content) {
        byte[] calls = {4, MessageType.RPC, (byte) content};
        return new CallRun(destination, 1, calls, 0, calls.length);
    }
}
