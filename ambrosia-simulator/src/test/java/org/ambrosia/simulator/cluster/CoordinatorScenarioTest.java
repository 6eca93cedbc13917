package org.ambrosia.simulator.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import java.util.HexFormat;
import java.util.Map;
import java.util.Set;
import org.ambrosia.runtime.api.AmbrosiaException;
import org.ambrosia.runtime.core.ApplicationEvent;
import org.ambrosia.runtime.core.LinkEvent;
import org.ambrosia.runtime.core.LogEvent;
import org.ambrosia.runtime.core.LoggedRecord;
import org.ambrosia.runtime.core.OperatorEvent;
import org.ambrosia.runtime.protocol.Attachment;
import org.ambrosia.runtime.protocol.ClientName;
import org.ambrosia.runtime.protocol.Delivery;
import org.ambrosia.runtime.protocol.Encoder;
import org.ambrosia.runtime.protocol.FrameFormat;
import org.ambrosia.runtime.protocol.LargestMessage;
import org.ambrosia.runtime.protocol.LogPosition;
import org.ambrosia.runtime.protocol.MessageType;
import org.ambrosia.runtime.protocol.OutputEncoder;
import org.ambrosia.runtime.protocol.PeerFrame;
import org.ambrosia.runtime.protocol.PeerFrame.Calls;
import org.ambrosia.runtime.protocol.PeerFrame.Durable;
import org.ambrosia.runtime.protocol.PeerFrame.Hello;
import org.ambrosia.runtime.protocol.PeerFrame.Reason;
import org.ambrosia.runtime.protocol.PeerFrame.Refused;
import org.ambrosia.runtime.protocol.PeerFrame.Resume;
import org.ambrosia.runtime.protocol.Position;
import org.junit.jupiter.api.Test;

/** Conversations with one coordinator, written by hand: what the original coordinator got wrong. */
class CoordinatorScenarioTest extends LoneCoordinator {
    @Test
    void howLargeMessagesOfHandlersMayBeIsLoggedAndDelivered() {
        byte[] limit = LargestMessage.encode(5_000);
        core.tell(new ApplicationEvent.Output(limit, 0, limit.length));
        LoggedRecord last = core.delivered().get(core.delivered().size() - 1);
        assertThat(HexFormat.of().formatHex(last.bytes(), 0, last.length()))
                .contains(HexFormat.of().formatHex(limit));
    }

    @Test
    void aNewIncarnationOfASourceIsCountedFromTheStart() {
        greet(9, 1);
        say(calls(0, 1, 3));
        say(calls(1, 1, 2));
        greet(10, 1);
        assertThat(core.sent()).contains(new Resume(Position.START));
        say(calls(0, 1, 1));
        say(calls(1, 1, 1));
        assertThat(core.sent()).endsWith(new Durable(new Position(1, 1, 1)));
        assertThat(callsDelivered()).isEqualTo(3 + 2 + 1 + 1);
    }

    @Test
    void anOldIncarnationAndAnOldEpochAreFenced() {
        greet(9, 2);
        greet(8, 7);
        assertThat(refusal().reason()).isEqualTo(Reason.FENCED);
        greet(9, 1);
        assertThat(refusal().reason()).isEqualTo(Reason.FENCED);
        assertThat(core.warnings()).isEmpty();
    }

    @Test
    void whatCanNotHappenWhileAnInstanceServesEndsIt() {
        assertThatThrownBy(() -> core.tell(new LogEvent.ReplayEnded(5)))
                .isInstanceOf(AmbrosiaException.class)
                .hasMessageContaining("[Ambrosia/InternalError]")
                .hasMessageContaining("ReplayEnded while it serves");
    }

    @Test
    void aStrangersRefusalIsNotBelieved() {
        core.tell(new LinkEvent.Opened(nextLink(), null));
        say(new Refused(Reason.FENCED, "I say so"));
        core.tell(new LinkEvent.Opened(nextLink(), "client", 0, Set.of("evil")));
        say(new Refused(Reason.FENCED, "I say so too"));
        assertThat(core.warnings()).isEmpty();
    }

    /** Only the log decides who is primary. */
    @Test
    void aPeerThatHasMetANewerProcessIsHeardAndNotObeyed() {
        core.tell(new LinkEvent.Opened(nextLink(), "client", 0, Set.of("client")));
        say(new Refused(Reason.FENCED, "there is a newer one"));
        assertThat(core.warnings()).singleElement().asString().contains("PeerFenced", "there is a newer one");
        assertThat(core.isServing()).isTrue();
    }

    @Test
    void aPeerIsWhoItsCertificateSaysAndNobodyElse() {
        core.tell(new LinkEvent.Opened(nextLink(), null, 0, Set.of("mallory")));
        say(new Hello(PeerFrame.VERSION, "client", LoneCore.NAME, 9, 1));
        assertThat(refusal().reason()).isEqualTo(Reason.MISMATCH);
        assertThat(core.warnings())
                .singleElement()
                .asString()
                .contains("\"client\" has a certificate for [mallory] only");
        core.tell(new LinkEvent.Opened(nextLink(), null, 0, Set.of("client")));
        say(new Hello(PeerFrame.VERSION, "client", LoneCore.NAME, 9, 1));
        assertThat(core.sent()).contains(new Resume(Position.START));
    }

    @Test
    void aDestinationThatWasMadeAnewAndLostCallsIsNamed() {
        output("client");
        output("client");
        greet(9, 1);
        say(new Resume(Position.START));
        say(new Durable(new Position(2, 0, 0)));
        greet(10, 1);
        say(new Resume(Position.START));
        assertThat(core.warnings())
                .singleElement()
                .asString()
                .contains("CallsLost", "\"client\"", "\"server\"", "up to number 2");
        assertThat(refusal().reason()).isEqualTo(Reason.CALLS_LOST);
    }

    @Test
    void aDestinationThatWasMadeAnewBeforeItConfirmedAnythingGetsEverything() {
        output("client");
        output("client");
        greet(9, 1);
        say(new Resume(Position.START));
        greet(10, 1);
        say(new Resume(Position.START));
        assertThat(core.warnings()).isEmpty();
        assertThat(core.sent().stream().filter(Calls.class::isInstance).count()).isEqualTo(2);
    }

    @Test
    void aClientIsRegisteredAndEachTimeByAnotherNumber() {
        Position first = comesFromOutside("~1");
        assertThat(first.impulseEpoch()).isPositive();
        say(calls(0, 1, 2));
        assertThat(core.sent()).endsWith(new Durable(first.withReplayable(2)));
        core.tell(new LinkEvent.Closed(lastLink()));
        assertThat(comesFromOutside("~1")).as("it is still known").isEqualTo(first.withReplayable(2));
        say(new PeerFrame.Farewell());
        Position second = comesFromOutside("~1");
        assertThat(second.replayable()).isZero();
        assertThat(second.impulseEpoch()).isGreaterThan(first.impulseEpoch());
        assertThat(core.warnings()).isEmpty();
    }

    @Test
    void aClientMayCallWhenItsRegistrationIsDurable() {
        core.holdRecords();
        core.tell(new LinkEvent.Opened(nextLink(), null));
        say(new Hello(PeerFrame.VERSION, "~1", LoneCore.NAME, 9, ClientName.EPOCH));
        assertThat(core.sent()).noneMatch(Resume.class::isInstance);
        core.storeHeldRecord();
        assertThat(core.sent()).anyMatch(Resume.class::isInstance);
    }

    @Test
    void aClientThatWasForgottenIsToldAndNotRegisteredAgain() {
        comesFromOutside("~1");
        say(calls(0, 1, 2));
        say(new PeerFrame.Farewell());
        int before = core.sent().size();
        core.tell(new LinkEvent.Opened(nextLink(), null));
        say(new Hello(PeerFrame.VERSION, "~1", LoneCore.NAME, 9, ClientName.EPOCH + 1));
        assertThat(core.sent().subList(before, core.sent().size()))
                .singleElement()
                .isInstanceOfSatisfying(
                        Refused.class, refused -> assertThat(refused.reason()).isEqualTo(Reason.CALLS_LOST));
    }

    @Test
    void whatAClientConfirmsIsItsOwnAffair() {
        LoneCore recovering = LoneCore.notCaughtUp();
        recovering.tell(new LinkEvent.Opened(1, null));
        for (PeerFrame each : new PeerFrame[] {
            new Hello(PeerFrame.VERSION, "~1", LoneCore.NAME, 9, ClientName.EPOCH),
            new Resume(new Position(5, 0, 0)),
            new Durable(new Position(5, 0, 0))
        }) {
            byte[] bytes = FrameFormat.encode(each);
            recovering.tell(new LinkEvent.Received(1, Arrays.copyOfRange(bytes, 4, bytes.length), bytes.length - 4));
        }
        recovering.tell(new ApplicationEvent.CaughtUp());
        assertThat(recovering.isServing()).isTrue();
    }

    @Test
    void whatIsAnsweredToAClientIsForgottenBehindItsFarewell() {
        comesFromOutside("~1");
        output("~1");
        assertThat(core.held().callers()).isEqualTo(1);
        say(new PeerFrame.Farewell());
        assertThat(core.held().callers()).isEqualTo(1);
        core.tell(new ApplicationEvent.ClientAnswered("~1"));
        assertThat(core.held().callers()).isZero();
        assertThat(core.held().outboxesEmpty()).isTrue();
    }

    @Test
    void anApplicationWhoseAnswersToAClientAreGoneIsRefused() {
        comesFromOutside("~1");
        say(calls(0, 1, 2));
        core.attach(new Attachment.Resuming(5, new LogPosition(3, 1), Map.of("~1", 2L), true));
        assertThatThrownBy(core::feedCheckpoint).hasMessageContaining("its calls 1 to 2 to \"~1\"");
    }

    @Test
    void anApplicationThatCountsAnswersToAClientThatIsGoneGoesOn() {
        core.attach(new Attachment.Resuming(5, new LogPosition(3, 0), Map.of("~1", 2L), true));
        core.feedCheckpoint();
        assertThat(core.deliveries()).last().isInstanceOf(Delivery.Resume.class);
    }

    /** The log was restored from an older image, or copied, and has gone on; it may have come as far by now. */
    @Test
    void anApplicationThatHasExecutedAnotherHistoryIsRefusedByBothPositions() {
        core.attach(new Attachment.Resuming(5, new LogPosition(2, 0), Map.of(), true));
        assertThatThrownBy(core::feedCheckpoint)
                .hasMessageContaining("has executed record 0 of epoch 2")
                .hasMessageContaining("has record 0 of epoch 3");
    }

    @Test
    void anApplicationThatIsAheadOfItsLogIsRefusedByBothPositions() {
        core.attach(new Attachment.Resuming(5, new LogPosition(3, 6), Map.of(), true));
        assertThatThrownBy(core::feedCheckpoint)
                .hasMessageContaining("has executed record 6 of epoch 3")
                .hasMessageContaining("ends with record 0 of epoch 3");
    }

    /** Not only when the log has come to its place, which it may never do. */
    @Test
    void anApplicationOfAnotherHistoryIsRefusedAsSoonAsReplayShowsThat() {
        LoneCore next = new LoneCore();
        next.detach();
        next.attach(new Attachment.Resuming(5, new LogPosition(2, 9), Map.of(), true));
        next.elected(8);
        next.restored(core.checkpoint());
        assertThatThrownBy(() -> next.tell(new LogEvent.Replayed(core.log().get(0), 64, 0)))
                .hasMessageContaining("has executed record 9 of epoch 2")
                .hasMessageContaining("has record 0 of epoch 3");
    }

    @Test
    void aCheckpointThatBecomesDueWhileAnotherIsStoredNeedsNoFurtherRecord() {
        core.holdCheckpoints();
        requestCheckpoint();
        greet(9, 1);
        say(calls(0, 1, 1));
        core.tell(new ApplicationEvent.Checkpoint(new byte[0]));
        requestCheckpoint();
        assertThat(checkpointsTaken()).isEqualTo(1);
        core.storeHeld();
        assertThat(checkpointsTaken()).isEqualTo(2);
    }

    @Test
    void aRecordThatIsFullIsGivenToTheLogWhileAnotherIsWritten() {
        greet(9, 1);
        core.holdRecords();
        sayFullRecords(4);
        assertThat(core.heldRecords()).isEqualTo(2);
        assertThat(callsDelivered()).isEqualTo(0);
        core.storeHeldRecord();
        assertThat(core.heldRecords()).as("the next, and one behind it").isEqualTo(2);
        assertThat(callsDelivered()).as("what is durable, and no more").isEqualTo(RECORD_CALLS);
        core.storeHeldRecord();
        assertThat(core.heldRecords()).as("the last may take more calls").isEqualTo(1);
        core.storeHeldRecord();
        assertThat(core.heldRecords()).isEqualTo(1);
        core.storeHeldRecord();
        assertThat(callsDelivered()).isEqualTo(4 * RECORD_CALLS);
    }

    /** It is larger than a call may be, and no peer's. */
    @Test
    void theSchemaOfAnApplicationIsLoggedAndComesBack() {
        byte[] schema = OutputEncoder.schema("interface Large\n".repeat(9_000));
        core.tell(new ApplicationEvent.Output(schema, 0, schema.length));
        LoggedRecord last = core.delivered().get(core.delivered().size() - 1);
        int begin = last.bodyOffset();
        assertThat(Arrays.copyOfRange(last.bytes(), begin, begin + last.bodyLength()))
                .isEqualTo(schema);
    }

    /** Under a load that never ends there would never be a place between two records. */
    @Test
    void aCheckpointThatIsDueFindsAPlaceBetweenTwoRecords() {
        greet(9, 1);
        core.holdRecords();
        sayFullRecords(5);
        requestCheckpoint();
        core.storeHeldRecord();
        assertThat(core.heldRecords()).as("none is given to the log ahead").isEqualTo(1);
        assertThat(checkpointsTaken()).isEqualTo(0);
        core.storeHeldRecord();
        assertThat(checkpointsTaken()).isEqualTo(1);
        assertThat(core.heldRecords()).as("behind the checkpoint's place").isEqualTo(2);
    }

    private void requestCheckpoint() {
        byte[] message = new Encoder(2).zz32(1).u8(MessageType.TAKE_CHECKPOINT).toByteArray();
        core.tell(new ApplicationEvent.Output(message, 0, message.length));
    }

    private long checkpointsTaken() {
        return core.deliveries().stream()
                .filter(Delivery.TakeCheckpoint.class::isInstance)
                .count();
    }

    /** It would count as made what it has not come to, if its coordinator died before it got the record. */
    @Test
    void anApplicationIsToldOfConfirmedCallsBehindTheRecordThatSaysSo() {
        output("client");
        greet(9, 1);
        say(new Resume(Position.START));
        core.attach(new Attachment.Fresh());
        core.feedCheckpoint();
        say(new Durable(new Position(1, 0, 0)));
        say(calls(0, 1, 1));
        assertThat(core.deliveries()).noneMatch(Delivery.Confirmed.class::isInstance);
        core.feedLog();
        assertThat(core.deliveries()).contains(new Delivery.Confirmed(Map.of("client", 1L)));
    }

    @Test
    void aBindingOfThePublishedProtocolTakesNoClients() {
        core.attach(new Attachment.Plain());
        core.tell(new LinkEvent.Opened(nextLink(), null));
        say(new Hello(PeerFrame.VERSION, "~1", LoneCore.NAME, 9, ClientName.EPOCH));
        assertThat(refusal().reason()).isEqualTo(Reason.MISMATCH);
        assertThat(refusal().message()).contains("takes no calls from clients");
    }

    @Test
    void aNameThatIsNeitherAnInstancesNorACallersIsRefused() {
        for (String name : new String[] {"~", "~A", "~" + "1".repeat(20), "~../x"}) {
            core.tell(new LinkEvent.Opened(nextLink(), null));
            say(new Hello(PeerFrame.VERSION, name, LoneCore.NAME, 9, ClientName.EPOCH));
            assertThat(core.warnings()).last().asString().contains("A peer's name is no name");
        }
    }

    private Position comesFromOutside(String name) {
        core.tell(new LinkEvent.Opened(nextLink(), null));
        say(new Hello(PeerFrame.VERSION, name, LoneCore.NAME, 9, ClientName.EPOCH));
        return core.sent().stream()
                .filter(Resume.class::isInstance)
                .map(each -> ((Resume) each).taken())
                .reduce((before, last) -> last)
                .orElseThrow();
    }

    @Test
    void aPeerThatHasTakenCallsThatReplayDoesNotMakeIsNotTalkedTo() {
        greet(9, 1);
        say(new Resume(new Position(5, 0, 0)));
        assertThat(core.warnings())
                .singleElement()
                .asString()
                .contains("ReplayDiverged", "up to number 5", "only up to 0", "forget-peer -i client --peer server");
        assertThat(refusal().reason()).isEqualTo(Reason.HISTORY);
        output("client");
        assertThat(core.sent()).noneMatch(Calls.class::isInstance);
    }

    @Test
    void aPeerThatTookCallsOfALogThatHasGoneIsNotTalkedToHoweverManyWereMadeSince() {
        for (int i = 0; i < 9; i++) {
            output("client");
        }
        greet(9, 1);
        say(new Resume(new Position(5, 0, 0), new LogPosition(2, 7), false));
        assertThat(core.warnings())
                .singleElement()
                .asString()
                .contains("HistoryDiffers", "record 7 of epoch 2", "ends at record 0 of epoch 3");
        assertThat(refusal().reason()).isEqualTo(Reason.HISTORY);
        assertThat(core.sent()).noneMatch(Calls.class::isInstance);
        assertThat(core.isServing()).isTrue();
    }

    @Test
    void aPeerThatIsForgottenMayGoOnWithAnyCallAndIsSentNothingOld() {
        output("client");
        greet(9, 1);
        say(new Resume(Position.START));
        say(calls(0, 1, 5));
        core.tell(new OperatorEvent.PeerForgotten("client"));
        greet(8, 1);
        assertThat(core.sent())
                .endsWith(new Resume(Position.START, LogPosition.NONE, true), new Durable(Position.START));
        int before = core.sent().size();
        say(new Resume(Position.START, LogPosition.NONE, true));
        assertThat(core.sent()).hasSize(before);
        say(calls(0, 3, 2));
        assertThat(core.sent()).endsWith(new Durable(new Position(4, 0, 0)));
        say(calls(0, 9, 1));
        assertThat(core.warnings()).singleElement().asString().contains("number 9, expected 5");
        assertThat(callsDelivered()).isEqualTo(7);
    }

    @Test
    void aPeerThatForgotWhatItTookIsSentWhateverThereIs() {
        output("client");
        output("client");
        greet(9, 1);
        say(new Resume(Position.START));
        say(new Durable(new Position(2, 0, 0)));
        output("client");
        greet(9, 1);
        say(new Resume(Position.START, LogPosition.NONE, true));
        assertThat(core.warnings()).isEmpty();
        assertThat(core.sent())
                .last()
                .isInstanceOfSatisfying(
                        Calls.class, calls -> assertThat(calls.first()).isEqualTo(3));
    }

    @Test
    void aPeerThatConfirmsWhatWasNeverMadeIsNotBelieved() {
        greet(9, 1);
        say(new Resume(Position.START));
        say(new Durable(new Position(1_000, 1L << 40, 5)));
        assertThat(core.warnings()).singleElement().asString().contains("which were never made");
        output("client");
        greet(9, 1);
        say(new Resume(Position.START));
        assertThat(core.sent().stream().filter(Calls.class::isInstance).count()).isEqualTo(1);
    }

    @Test
    void aPeerThatSpeaksAnotherVersionIsRefused() {
        core.tell(new LinkEvent.Opened(nextLink(), null));
        say(new Hello(PeerFrame.VERSION + 1, "client", LoneCore.NAME, 9, 1));
        assertThat(refusal().reason()).isEqualTo(Reason.MISMATCH);
        assertThat(core.warnings()).singleElement().asString().contains("link protocol " + (PeerFrame.VERSION + 1));
    }

    @Test
    void missingCallsAreNeverPassedOver() {
        greet(9, 1);
        say(calls(0, 1, 1));
        say(calls(0, 3, 1));
        assertThat(core.warnings()).singleElement().asString().contains("number 3, expected 2");
        assertThat(callsDelivered()).isEqualTo(1);
    }

    @Test
    void callsThatWereTakenAreDroppedWhereverTheBatchesBegin() {
        greet(9, 1);
        say(calls(0, 1, 3));
        say(calls(0, 1, 3));
        say(calls(0, 2, 4));
        say(calls(0, 3, 2));
        assertThat(callsDelivered()).isEqualTo(5);
        assertThat(core.sent()).endsWith(new Durable(new Position(5, 0, 0)));
    }

    @Test
    void impulsesOfAnOldEpochThatComeLateAreDropped() {
        greet(9, 3);
        say(calls(2, 1, 2));
        say(calls(1, 1, 5));
        say(calls(3, 1, 1));
        assertThat(callsDelivered()).isEqualTo(3);
    }
}
