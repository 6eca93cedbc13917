package org.ambrosia.simulator.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import org.ambrosia.runtime.core.LinkEvent;
import org.ambrosia.runtime.protocol.ClientName;
import org.ambrosia.runtime.protocol.PeerFrame;
import org.ambrosia.runtime.protocol.PeerFrame.Calls;
import org.ambrosia.runtime.protocol.PeerFrame.Hello;
import org.ambrosia.runtime.protocol.PeerFrame.Reason;
import org.ambrosia.runtime.protocol.PeerFrame.Resume;
import org.ambrosia.runtime.protocol.Position;
import org.junit.jupiter.api.Test;

/**
 * Instances of another system, with a registry of its own, that have the same names: one of them has got the address of a peer that has
 * ended.
 */
class AnotherSystemTest extends LoneCoordinator {
    private static final long PUBLISHED = 8;
    private static final long OTHER = 9;
    /** The incarnation of the coordinator that is tested. */
    private static final long OWN = 5;

    AnotherSystemTest() {
        super(LoneCore.serving());
    }

    @Test
    void whoAnswersAtAnAddressThatAnotherLogHasPublishedIsNotCalled() {
        output("client");
        core.tell(new LinkEvent.Opened(nextLink(), "client", PUBLISHED, null));
        say(new Hello(PeerFrame.VERSION, "client", LoneCore.NAME, OTHER, 1));
        say(new Resume(Position.START));
        assertThat(refusal().reason()).isEqualTo(Reason.MISMATCH);
        assertThat(refusal().message()).contains("\"client\"", "incarnation " + PUBLISHED, "incarnation " + OTHER);
        assertThat(core.sent()).noneMatch(Calls.class::isInstance);
        // It would be fenced, had the newer one been met.
        core.tell(new LinkEvent.Opened(nextLink(), "client", PUBLISHED, null));
        say(new Hello(PeerFrame.VERSION, "client", LoneCore.NAME, PUBLISHED, 1));
        say(new Resume(Position.START));
        assertThat(core.sent()).anyMatch(Calls.class::isInstance);
    }

    @Test
    void whoHasDialledAnotherLogIsNotHeard() {
        meet(OTHER, OWN + 1);
        assertThat(refusal().reason()).isEqualTo(Reason.MISMATCH);
        assertThat(refusal().message()).contains("incarnation " + (OWN + 1), "incarnation " + OWN);
        say(calls(0, 1, 1));
        assertThat(callsDelivered()).isZero();
        meet(PUBLISHED, OWN);
        say(calls(0, 1, 1));
        assertThat(callsDelivered()).isEqualTo(1);
    }

    /** What it has called is not lost: its own instance will be there again. */
    @Test
    void aClientOfAnotherLogIsNotSaidToBeForgotten() {
        core.tell(new LinkEvent.Opened(nextLink(), null));
        say(hello("~1", OTHER, ClientName.EPOCH + 1, OWN + 1));
        assertThat(refusal().reason()).isEqualTo(Reason.MISMATCH);
    }

    /** So that the other side can check it, whichever of the two has dialled. */
    @Test
    void eachHelloNamesTheLogThatIsMeant() {
        core.tell(new LinkEvent.Opened(nextLink(), "client", PUBLISHED, null));
        meet(OTHER, 0);
        assertThat(core.sent().stream()
                        .filter(Hello.class::isInstance)
                        .map(each -> ((Hello) each).receiverIncarnation()))
                .containsExactly(PUBLISHED, OTHER);
    }

    private void meet(long incarnation, long receiverIncarnation) {
        core.tell(new LinkEvent.Opened(nextLink(), null));
        say(hello("client", incarnation, 1, receiverIncarnation));
    }

    private static Hello hello(String sender, long incarnation, long epoch, long receiverIncarnation) {
        return new Hello(
                PeerFrame.VERSION,
                PeerFrame.VERSION,
                0,
                sender,
                LoneCore.NAME,
                incarnation,
                epoch,
                receiverIncarnation);
    }
}
