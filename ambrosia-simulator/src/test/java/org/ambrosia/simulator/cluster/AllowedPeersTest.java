package org.ambrosia.simulator.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.ambrosia.runtime.core.LinkEvent;
import org.ambrosia.runtime.protocol.ClientName;
import org.ambrosia.runtime.protocol.Party;
import org.ambrosia.runtime.protocol.PeerFrame;
import org.ambrosia.runtime.protocol.PeerFrame.Calls;
import org.ambrosia.runtime.protocol.PeerFrame.Hello;
import org.ambrosia.runtime.protocol.PeerFrame.Reason;
import org.ambrosia.runtime.protocol.PeerFrame.Resume;
import org.ambrosia.runtime.protocol.Position;
import org.junit.jupiter.api.Test;

/** An instance that names its peers talks to nobody else, and keeps nothing of others. */
class AllowedPeersTest extends LoneCoordinator {
    AllowedPeersTest() {
        super(LoneCore.servingOnly(List.of("client", "~1")));
    }

    @Test
    void aPeerThatIsNotNamedIsRefusedAndMayNotCall() {
        meet("mallory");
        assertThat(refusal().reason()).isEqualTo(Reason.MISMATCH);
        assertThat(refusal().message()).contains("\"mallory\"", "allowedPeers");
        assertThat(core.warnings()).singleElement().asString().contains("PeerMismatch", "allowedPeers");
        say(calls(0, 1, 3));
        meet("~2");
        say(calls(0, 1, 1));
        assertThat(callsDelivered()).isZero();
        assertThat(core.sent()).noneMatch(Resume.class::isInstance);
        assertThat(core.held().callers()).isZero();
    }

    @Test
    void thoseThatAreNamedMayCall() {
        meet("client");
        say(calls(0, 1, 2));
        meet("~1");
        say(calls(0, 1, 1));
        assertThat(callsDelivered()).isEqualTo(3);
        assertThat(core.warnings()).isEmpty();
    }

    /** Also when it is this side that dials. */
    @Test
    void aCallToAPeerThatIsNotNamedIsNotSent() {
        output("mallory");
        core.tell(new LinkEvent.Opened(nextLink(), "mallory"));
        say(new Hello(PeerFrame.VERSION, "mallory", LoneCore.NAME, 9, 1));
        say(new Resume(Position.START));
        assertThat(refusal().reason()).isEqualTo(Reason.MISMATCH);
        assertThat(core.sent()).noneMatch(Calls.class::isInstance);
    }

    private void meet(String peer) {
        core.tell(new LinkEvent.Opened(nextLink(), null));
        say(new Hello(PeerFrame.VERSION, peer, LoneCore.NAME, 9, Party.of(peer).hasLog() ? 1 : ClientName.EPOCH));
    }
}
