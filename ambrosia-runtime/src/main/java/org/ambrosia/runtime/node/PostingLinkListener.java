package org.ambrosia.runtime.node;

import java.util.Set;
import org.ambrosia.runtime.core.LinkEvent;
import org.ambrosia.runtime.net.LinkListener;

/** Turns what happens on links into events. Called on Netty's thread. */
final class PostingLinkListener implements LinkListener {
    private final CoordinatorLoop loop;

    PostingLinkListener(CoordinatorLoop loop) {
        this.loop = loop;
    }

    @Override
    public void opened(int link, String dialled, long incarnation, Set<String> certified) {
        loop.post(new LinkEvent.Opened(link, dialled, incarnation, certified));
    }

    @Override
    public void received(int link, byte[] frame, int length) {
        loop.post(new LinkEvent.Received(link, frame, length));
    }

    @Override
    public void closed(int link) {
        loop.post(new LinkEvent.Closed(link));
    }

    @Override
    public void dialFailed(String peer) {
        loop.post(new LinkEvent.DialFailed(peer));
    }
}
