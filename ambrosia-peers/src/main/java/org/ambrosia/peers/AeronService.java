package org.ambrosia.peers;

import io.aeron.ExclusivePublication;
import io.aeron.Image;
import io.aeron.cluster.codecs.CloseReason;
import io.aeron.cluster.service.ClientSession;
import io.aeron.cluster.service.Cluster;
import io.aeron.cluster.service.ClusteredService;
import org.agrona.DirectBuffer;

/** A service of which only what it does with messages matters. */
abstract class AeronService implements ClusteredService {
    private Cluster cluster;

    /** Sends an answer, and waits until there is room for it. */
    void answer(ClientSession session, DirectBuffer buffer, int offset, int length) {
        while (session.offer(buffer, offset, length) < 0) {
            cluster.idleStrategy().idle();
        }
    }

    @Override
    public void onStart(Cluster started, Image snapshot) {
        cluster = started;
    }

    @Override
    public void onSessionOpen(ClientSession session, long timestamp) {}

    @Override
    public void onSessionClose(ClientSession session, long timestamp, CloseReason reason) {}

    @Override
    public void onTimerEvent(long correlationId, long timestamp) {}

    @Override
    public void onTakeSnapshot(ExclusivePublication snapshot) {}

    @Override
    public void onRoleChange(Cluster.Role newRole) {}

    @Override
    public void onTerminate(Cluster terminated) {}
}
