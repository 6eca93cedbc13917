package org.ambrosia.runtime.net;

import java.util.Set;

/** Receives what happens on links, on Netty's thread; must not block. */
public interface LinkListener {
    /**
     * Called when a link is open.
     *
     * @param dialled the peer that was dialed; null if the other side dialed
     * @param incarnation the log of the peer that was dialed; 0 if that is not known
     * @param certified the names that the other side's certificate is for; null if the link is not
     *     encrypted
     */
    void opened(int link, String dialled, long incarnation, Set<String> certified);

    /**
     * Called when a frame has come in.
     *
     * @param frame an array that begins with it; the listener gives it back to
     *     {@link Links#handled}
     * @param length how many bytes it takes
     */
    void received(int link, byte[] frame, int length);

    /** Called when a link is gone, once for each that was opened. */
    void closed(int link);

    /** Called when a peer could not be reached. */
    void dialFailed(String peer);
}
