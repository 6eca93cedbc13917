package org.ambrosia.simulator.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.ambrosia.runtime.core.LoggedRecord;
import org.ambrosia.runtime.core.OperatorEvent;
import org.ambrosia.runtime.protocol.InboxPosition;
import org.ambrosia.runtime.protocol.LogPosition;
import org.ambrosia.runtime.protocol.PeerFrame.Durable;
import org.ambrosia.runtime.protocol.PeerFrame.Resume;
import org.ambrosia.runtime.protocol.Position;
import org.ambrosia.runtime.protocol.Trailer;
import org.junit.jupiter.api.Test;

/** A peer is forgotten, by one record, whatever comes meanwhile. */
class ForgottenPeerTest extends LoneCoordinator {
    /** Though records wait that were filled before: a crash must not leave one half of it in the log. */
    @Test
    void aPeerIsForgottenByOneRecord() {
        output("client");
        greet(9, 1);
        say(new Resume(Position.START));
        core.holdRecords();
        sayFullRecords(4);
        core.tell(new OperatorEvent.PeerForgotten("client"));
        greet(9, 1);
        say(new Resume(Position.START, LogPosition.NONE, true));
        output("client");
        say(new Durable(new Position(2, 0, 0)));
        while (core.heldRecords() > 0) {
            core.storeHeldRecord();
        }
        List<Trailer> trailers =
                core.delivered().stream().map(LoggedRecord::trailer).toList();
        Trailer first = trailers.stream()
                .filter(each -> !each.trims().isEmpty())
                .findFirst()
                .orElseThrow();
        assertThat(first.moved()).anyMatch(InboxPosition::open);
        assertThat(first.trims()).allMatch(each -> each.destination().equals("client"));
    }

    /** It is told to send before the record is durable that opens the inbox, and confirmed behind that only. */
    @Test
    void whatComesToAnInboxThatIsBeingOpenedIsConfirmedBehindTheRecordThatOpensIt() {
        greet(9, 1);
        say(calls(0, 1, 5));
        core.holdRecords();
        core.tell(new OperatorEvent.PeerForgotten("client"));
        greet(8, 1);
        assertThat(core.sent())
                .endsWith(new Resume(Position.START, LogPosition.NONE, true), new Durable(Position.START));
        int before = core.sent().size();
        say(calls(0, 3, 2));
        core.storeHeldRecord();
        assertThat(core.sent())
                .as("the inbox is open, and nothing else is durable")
                .hasSize(before);
        core.storeHeldRecord();
        assertThat(core.sent()).last().isEqualTo(new Durable(new Position(4, 0, 0)));
    }

    @Test
    void anInstanceDoesNotForgetItself() {
        output("server");
        core.tell(new OperatorEvent.PeerForgotten("server"));
        output("server");
        assertThat(callsDelivered()).isEqualTo(2);
        assertThat(core.warnings()).isEmpty();
    }
}
