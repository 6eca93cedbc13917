package org.ambrosia.simulator.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.ambrosia.runtime.api.ErrorTag;
import org.ambrosia.runtime.core.CoreStatus;
import org.ambrosia.runtime.core.LinkEvent;
import org.ambrosia.runtime.core.OperatorEvent;
import org.ambrosia.runtime.core.TimeEvent;
import org.ambrosia.runtime.protocol.FrameFormat;
import org.ambrosia.runtime.protocol.LogPosition;
import org.ambrosia.runtime.protocol.PeerFrame;
import org.ambrosia.runtime.protocol.PeerFrame.Hello;
import org.ambrosia.runtime.protocol.PeerFrame.Reason;
import org.ambrosia.runtime.protocol.PeerFrame.Refused;
import org.ambrosia.runtime.protocol.PeerFrame.Resume;
import org.ambrosia.runtime.protocol.Position;
import org.junit.jupiter.api.Test;

/** What the status of one coordinator says of a peer while one of the two refuses links to the other. */
class RefusedPeerTest {
    private static final int LENGTH_BYTES = 4;
    private static final long SECOND = 1_000_000_000L;

    private LoneCore core = LoneCore.serving();
    private int link;

    @Test
    void aRefusalThatIsReceivedIsShown() {
        greet("client");
        say(new Refused(Reason.HISTORY, "it was restored"));
        assertRefused("client", ErrorTag.HISTORY_DIFFERS);
    }

    @Test
    void aHistoryThatDiffersIsShown() {
        greet("client");
        say(new Resume(new Position(5, 0, 0), new LogPosition(2, 4), false));
        assertRefused("client", ErrorTag.HISTORY_DIFFERS);
    }

    @Test
    void itLastsUntilALinkHolds() {
        refuse("client");
        core.pass(60 * SECOND);
        greet("client");
        say(new Resume(Position.START));
        core.tell(new TimeEvent.Tick());
        assertRefused("client", ErrorTag.CALLS_LOST);
        core.pass(2 * SECOND);
        assertThat(peer("client").refused()).isEmpty();
        assertThat(peer("client").linked()).isTrue();
    }

    /** The next attempt comes as far as the exchange of positions, and is refused again. */
    @Test
    void anAttemptThatIsRefusedAgainEndsNothing() {
        refuse("client");
        greet("client");
        core.pass(5 * SECOND);
        assertRefused("client", ErrorTag.CALLS_LOST);
        say(new Refused(Reason.CALLS_LOST, "again"));
        assertRefused("client", ErrorTag.CALLS_LOST);
    }

    @Test
    void itLastsUntilThePeerIsForgotten() {
        refuse("client");
        core.tell(new OperatorEvent.PeerForgotten("client"));
        assertThat(core.status().peers()).noneMatch(each -> each.refused().isPresent());
    }

    @Test
    void aPeerThatAnswersForAnotherIsShownAtTheOneThatWasDialled() {
        core.tell(new LinkEvent.Opened(++link, "ledger", 0, null));
        say(new Hello(PeerFrame.VERSION, "bank", LoneCore.NAME, 9, 1));
        assertRefused("ledger", ErrorTag.PEER_MISMATCH);
        assertThat(core.status().peers()).noneMatch(each -> each.name().equals("bank"));
    }

    /** Of a process that was replaced, while its successor has a link. */
    @Test
    void aSecondLinkThatIsRefusedSaysNothingOfTheFirst() {
        greet("client");
        say(new Resume(Position.START));
        core.tell(new LinkEvent.Opened(++link, null, 0, Set.of("client")));
        say(new Hello(PeerFrame.VERSION, "client", LoneCore.NAME, 8, 1));
        assertThat(core.sent()).anyMatch(each -> each instanceof Refused refused && refused.reason() == Reason.FENCED);
        assertThat(peer("client").refused()).isEmpty();
        assertThat(peer("client").linked()).isTrue();
    }

    @Test
    void aNameWithoutItsCertificateSaysNothingOfThePeer() {
        refuse("client");
        core.tell(new OperatorEvent.PeerForgotten("client"));
        core.tell(new LinkEvent.Opened(++link, null, 0, Set.of("evil")));
        say(new Hello(PeerFrame.VERSION, "client", LoneCore.NAME, 9, 1));
        assertThat(core.status().peers()).noneMatch(each -> each.refused().isPresent());
    }

    @Test
    void namesThatAreMadeUpAreBounded() {
        for (int i = 0; i < 1_000; i++) {
            refuse("stranger" + i);
        }
        assertThat(core.status().peers()).hasSizeLessThan(100);
    }

    private void refuse(String peer) {
        greet(peer);
        say(new Refused(Reason.CALLS_LOST, "they are gone"));
    }

    private void assertRefused(String peer, ErrorTag tag) {
        assertThat(peer(peer).refused()).contains(tag);
        assertThat(peer(peer).linked()).isFalse();
    }

    private CoreStatus.Peer peer(String name) {
        List<CoreStatus.Peer> peers = core.status().peers();
        Optional<CoreStatus.Peer> found =
                peers.stream().filter(each -> each.name().equals(name)).findAny();
        assertThat(found).as("\"%s\" among %s", name, peers).isPresent();
        return found.orElseThrow();
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
}
