package org.ambrosia.runtime.node;

import java.util.Set;
import org.ambrosia.runtime.core.Event;
import org.ambrosia.runtime.net.LinkListener;

/** Turns what happens on links into events. Called on Netty's thread. */
final class PostingLinkListener implements LinkListener {
    private final CoordinatorLoop loop;

    PostingLinkListener(CoordinatorLoop loop) {
        this.loop = loop;
    }

    @Override
    public void opened(int link, String dialled, Set<String> certified) {
        loop.post(new Event.LinkOpened(link, dialled, certified));
    }

    @Override
    public void received(int link, byte[] frame, int length) {
        loop.post(new Event.LinkReceived(link, frame, length));
    }

    @Override
    public void closed(int link) {
        loop.post(new Event.LinkClosed(link));
    }

    @Override
    public void dialFailed(String peer) {
        loop.post(new Event.DialFailed(peer));
    }
}
