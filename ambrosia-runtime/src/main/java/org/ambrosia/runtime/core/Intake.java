package org.ambrosia.runtime.core;

import org.ambrosia.runtime.protocol.CallRun;
import org.ambrosia.runtime.protocol.Decoder;
import org.ambrosia.runtime.protocol.PeerFrame.Calls;

/** Takes calls from a source into the next record: each number once, and none left out. */
final class Intake {
    private final CoreSettings settings;
    private final Committer committer;

    Intake(CoreSettings settings, Committer committer) {
        this.settings = settings;
        this.committer = committer;
    }

    /**
     * Takes those of the calls that were not taken before.
     *
     * @throws org.ambrosia.runtime.api.MalformedDataException if calls are missing before these,
     *     they are malformed, or one is in the name of another party than the source; none of them
     *     was taken
     */
    void take(Inbox inbox, Calls calls) {
        Decoder in = new Decoder(calls.bytes(), calls.offset(), calls.length());
        long before = inbox.takenBefore(calls);
        if (calls.first() + calls.count() - 1 <= before) {
            return;
        }
        if (calls.first() > before + 1) {
            throw in.malformed("calls from \"" + inbox.source() + "\" go on at number " + calls.first() + ", expected "
                    + (before + 1));
        }
        int duplicates = (int) (before + 1 - calls.first());
        CallRun.skip(in, duplicates, settings.maxMessageBytes());
        int begin = in.position();
        CallRun.check(in, calls.count() - duplicates, settings.maxMessageBytes(), inbox.sourceBytes());
        in.end();
        committer.add(inbox, calls.bytes(), begin, in.position() - begin);
        inbox.take(calls);
    }
}
