package org.ambrosia.runtime.core;

import java.util.List;
import org.ambrosia.runtime.log.StoredCheckpoint;

/** The checkpoint of a replicated instance that was never called. */
public final class CheckpointOfNothing {
    private CheckpointOfNothing() {}

    /** As it is in the log. */
    public static StoredCheckpoint stored() {
        byte[] coordinator = new CheckpointState(new byte[0], 0, List.of(), List.of(), new LogHistory()).encode(true);
        return StoredCheckpoint.of(0, coordinator, new byte[0]);
    }
}
