package org.ambrosia.simulator.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import org.ambrosia.runtime.api.AmbrosiaException;
import org.ambrosia.runtime.api.ErrorTag;
import org.ambrosia.runtime.core.ApplicationEvent;
import org.ambrosia.runtime.core.OperatorEvent;
import org.ambrosia.runtime.core.TimeEvent;
import org.ambrosia.runtime.protocol.Attachment;
import org.ambrosia.runtime.protocol.Delivery;
import org.junit.jupiter.api.Test;

/** Checkpoints that an operator asks for, at one coordinator. */
class RequestedCheckpointTest {
    private final LoneCore core = LoneCore.serving();

    @Test
    void oneIsTakenThoughLittleWasLogged() {
        long before = requests();
        core.tell(new OperatorEvent.CheckpointWanted());
        assertThat(requests()).isEqualTo(before + 1);
    }

    /** The application that was asked is gone; the next one is asked. */
    @Test
    void oneThatIsNotAnsweredIsAskedForAgain() {
        core.attach(new Attachment.Fresh());
        core.feedCheckpoint();
        core.feedLog();
        long before = requests();
        core.tell(new OperatorEvent.CheckpointWanted());
        assertThat(requests()).isEqualTo(before + 1);
        core.detach();
        core.attach(new Attachment.Fresh());
        core.feedCheckpoint();
        core.feedLog();
        core.tell(new TimeEvent.Tick());
        assertThat(requests()).isEqualTo(before + 2);
    }

    @Test
    void thoseThatFailAreCounted() {
        for (int i = 0; i < 2; i++) {
            core.tell(new OperatorEvent.CheckpointWanted());
            core.tell(new ApplicationEvent.CheckpointFailed(
                    new AmbrosiaException(ErrorTag.STATE_TOO_LARGE, "The state is large.")));
        }
        assertThat(core.warnings()).hasSize(2);
        assertThat(core.warnings().get(0)).contains("No checkpoint could be taken; the instance goes on");
        assertThat(core.warnings().get(1))
                .contains("No checkpoint could be taken, 2 times in a row; the instance goes on");
    }

    private long requests() {
        return core.deliveries().stream()
                .filter(Delivery.TakeCheckpoint.class::isInstance)
                .count();
    }
}
