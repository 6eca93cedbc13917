package org.ambrosia.runtime.net;

import java.util.Set;

/** Told what happens on links, on Netty's thread; must not block. */
public interface LinkListener {
    /**
     * A link is open.
     *
     * @param dialled the peer that was dialled; null if the other side dialled
     * @param incarnation the log that the peer which was dialled has; 0 if that is not known
     * @param certified the names that the other side's certificate is for; null if the link is not encrypted
     */
    void opened(int link, String dialled, long incarnation, Set<String> certified);

    /**
     * A frame came in.
     *
     * @param frame an array that begins with it; the listener gives it back to {@link Links#handled}
     * @param length how many bytes it takes
     */
    void received(int link, byte[] frame, int length);

    /** A link is gone. Comes once for each that was opened. */
    void closed(int link);

    /** A peer could not be reached. */
    void dialFailed(String peer);
}
