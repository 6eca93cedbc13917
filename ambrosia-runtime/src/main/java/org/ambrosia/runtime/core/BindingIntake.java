package org.ambrosia.runtime.core;

import org.ambrosia.runtime.api.ErrorTag;
import org.ambrosia.runtime.api.ProtocolException;
import org.ambrosia.runtime.protocol.CallLayout;
import org.ambrosia.runtime.protocol.Decoder;
import org.ambrosia.runtime.protocol.MessageType;

/** Reads what the application sends, and puts each call into the outbox of its destination. */
final class BindingIntake {
    private final CoreSettings settings;
    private final Outboxes outboxes;
    private byte[] initialMessage;
    private final Decoder message = new Decoder(new byte[0]);
    private final Decoder body = new Decoder(new byte[0]);

    BindingIntake(CoreSettings settings, Outboxes outboxes) {
        this.settings = settings;
        this.outboxes = outboxes;
    }

    /** Takes whole messages. */
    void take(byte[] bytes, int offset, int length) {
        Decoder in = new Decoder(bytes, offset, length);
        while (in.remaining() > 0) {
            int size = in.length();
            if (size < 1 || size > settings.maxMessageBytes()) {
                throw new ProtocolException(
                        ErrorTag.MessageTooLarge,
                        "The application sent a message of " + size + " bytes, expected 1 to "
                                + settings.maxMessageBytes() + ". Send less at once, or raise maxMessageBytes.");
            }
            message.reset(bytes, in.position(), size);
            in.skip(size);
            int type = message.u8();
            if (type == MessageType.RPC) {
                call();
            } else if (type == MessageType.INITIAL_MESSAGE) {
                initialMessage = message.bytes(message.remaining());
            } else {
                throw message.malformed("the application sent a message of the unknown type " + type);
            }
        }
    }

    /** The message that is to be the first of the log; null if the application has sent none in this life. */
    byte[] initialMessage() {
        return initialMessage;
    }

    private void call() {
        Outbox outbox = outboxes.of(message);
        int begin = message.position();
        int length = message.remaining();
        body.reset(message.array(), begin, length);
        if (CallLayout.isImpulse(body)) {
            outbox.addImpulse(settings.epoch(), message.array(), begin, length);
        } else {
            outbox.addReplayable(message.array(), begin, length);
        }
    }
}
