package org.ambrosia.runtime.core;

import org.ambrosia.runtime.protocol.Decoder;
import org.ambrosia.runtime.protocol.MessageType;
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
     * @throws org.ambrosia.runtime.api.ProtocolException if calls are missing before these, or they are malformed;
     *     none of them was taken
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
        int begin = 0;
        for (int i = 0; i < calls.count(); i++) {
            if (i == duplicates) {
                begin = in.position();
            }
            int size = in.length();
            if (size < 2 || size > settings.maxMessageBytes() || in.u8() != MessageType.RPC) {
                throw in.malformed("a call of " + size + " bytes, expected 2 to " + settings.maxMessageBytes());
            }
            in.skip(size - 1);
        }
        in.end();
        committer.add(inbox, calls.bytes(), begin, in.position() - begin);
        inbox.take(calls);
    }
}
