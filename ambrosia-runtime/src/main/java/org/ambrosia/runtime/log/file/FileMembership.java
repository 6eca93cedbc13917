package org.ambrosia.runtime.log.file;

import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import org.ambrosia.runtime.api.ReplicaRole;
import org.ambrosia.runtime.log.Membership;

/**
 * The processes that share a log in a directory; each publishes in the memory of its own file, at
 * once.
 */
final class FileMembership implements Membership {
    private final LogFiles files;
    private final Members members;
    private final LogView view;
    private final Optional<Duration> checkpointerTimeout;

    /**
     * Creates the membership of one process.
     *
     * @param checkpointerTimeout for how long no replica takes the checkpoints before this one
     *     does; empty if it never does
     */
    FileMembership(LogFiles files, Members members, LogView view, Optional<Duration> checkpointerTimeout) {
        this.files = files;
        this.members = members;
        this.view = view;
        this.checkpointerTimeout = checkpointerTimeout;
    }

    @Override
    public void publish(ReplicaRole role, long executed) {
        members.tell(role, executed);
    }

    @Override
    public long furthestStandby() {
        try {
            return members.furthestStandby();
        } catch (IOException failed) {
            throw LogFiles.unavailable("Looking for other replicas", files.directory(), failed);
        }
    }

    @Override
    public boolean takeCheckpointing(long nowNanos) {
        try {
            return checkpointerTimeout.isPresent()
                    && view.own() == null
                    && members.lacksCheckpointer(
                            nowNanos, checkpointerTimeout.get().toNanos())
                    && members.takeCheckpointing();
        } catch (IOException failed) {
            throw LogFiles.unavailable("Looking for the checkpointer", files.directory(), failed);
        }
    }
}
