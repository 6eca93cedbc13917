package org.ambrosia.runtime.core;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.reflect.Proxy;
import java.util.List;
import org.ambrosia.runtime.api.ReplicaRole;
import org.ambrosia.runtime.protocol.CallRun;
import org.junit.jupiter.api.Test;

/** A replica, by hand, between its log and its application. */
class ReplicaTest {
    private static final long SEQUENCE = 5;

    private final CoreSettings settings =
            new CoreSettings("self", 5, 7, 1 << 16, 1 << 20, true, 1L << 40, 1L << 40, CoreSettings.Limits.DEFAULT);
    /** What it wants is done by the test. */
    private final Replica replica =
            new Replica(settings, nothing(Effects.class), nothing(LinkEffects.class), new MemorySpill());

    private long now;

    @Test
    void whatAnApplicationSaysBeforeItHasTakenOnItsNewStateDoesNotCount() {
        byte[] checkpoint =
                new CheckpointState(new byte[0], SEQUENCE, List.of(), List.of(), new LogHistory()).encode(true);
        tell(new LeadershipEvent.Joined(ReplicaRole.STANDBY, 0));
        tell(new RestoreEvent.Restored(1, 0, checkpoint, new byte[0]));
        assertThat(replica.core()).isNotNull();
        makesCall();
        assertThat(replica.core().held().outboxesEmpty()).isTrue();
        tell(new PresenceEvent.Restored());
        makesCall();
        assertThat(replica.core().held().outboxesEmpty()).isFalse();
    }

    /** The primary before may have stored its first checkpoint, and died, since this one looked. */
    @Test
    void whatAStandbyHasNotFoundIsLookedForAgainWhenItIsPrimary() {
        tell(new LeadershipEvent.Joined(ReplicaRole.STANDBY, 0));
        tell(new LeadershipEvent.Elected(9));
        tell(new RestoreEvent.NothingStored(1));
        assertThat(replica.core()).as("begun for the first time").isNull();
        tell(new RestoreEvent.NothingStored(2));
        assertThat(replica.core()).as("begun for the first time").isNotNull();
    }

    private void makesCall() {
        byte[] bytes = new byte[8];
        int end = CallRun.encode(new byte[2], 0, 2, bytes, 0);
        tell(new ApplicationEvent.CallsMade(new CallRun("server", 1, bytes, 0, end)));
    }

    private void tell(Event event) {
        replica.on(event, ++now, 0);
    }

    private static <T> T nothing(Class<T> type) {
        return type.cast(Proxy.newProxyInstance(
                type.getClassLoader(), new Class<?>[] {type}, (self, method, arguments) -> null));
    }
}
