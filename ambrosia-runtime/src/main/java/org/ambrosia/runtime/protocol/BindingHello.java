package org.ambrosia.runtime.protocol;

import java.util.Map;

/**
 * What our binding says first, and a binding of the published protocol never does:
 *
 * <pre>
 * version zz32 | instance string | token string | 0 u8                                       without state
 * version zz32 | instance string | token string | kind u8 | incarnation i64 | lastSequence zz64
 * kind = 1, or 2 if it was the primary's application
 * </pre>
 *
 * <p>It is read before the token was looked at, and so is small: the counts of a binding that resumes come when it was
 * {@linkplain CoordinatorRecord.Welcome welcomed}, in a message of their own.
 *
 * @param instance the instance that the binding wants to run
 * @param token the secret that the coordinator asks for; empty if there is none
 * @param attachment what the binding brings
 */
public record BindingHello(String instance, String token, Attachment attachment) {
    /** The version of our additions to the published protocol. */
    public static final int VERSION = 4;

    private static final int FRESH = 0;
    private static final int RESUMING = 1;
    private static final int RESUMING_PRIMARY = 2;

    /** Encodes the whole message. */
    public byte[] encode() {
        Encoder data = new Encoder(256);
        data.zz32(VERSION).string(instance).string(token);
        if (attachment instanceof Attachment.Resuming resuming) {
            data.u8(resuming.primary() ? RESUMING_PRIMARY : RESUMING)
                    .i64(resuming.incarnation())
                    .zz64(resuming.lastSequence());
        } else {
            data.u8(FRESH);
        }
        Encoder message = new Encoder(data.length() + 8);
        message.zz32(data.length() + 1).u8(MessageType.HELLO).bytes(data.array(), 0, data.length());
        return message.toByteArray();
    }

    /** Decodes what is behind the type. */
    static BindingHello decode(Decoder in) {
        int version = in.zz32();
        if (version != VERSION) {
            throw in.malformed("the application speaks version " + version + " of the binding protocol's additions,"
                    + " expected " + VERSION + "; use the same release for both processes");
        }
        String instance = in.string();
        String token = in.string();
        int kind = in.u8();
        if (kind > RESUMING_PRIMARY) {
            throw in.malformed("an unknown kind of attachment, " + kind);
        }
        Attachment attachment = kind == FRESH
                ? new Attachment.Fresh()
                : new Attachment.Resuming(in.i64(), in.zz64(), Map.of(), kind == RESUMING_PRIMARY);
        in.end();
        return new BindingHello(instance, token, attachment);
    }

    @Override
    public String toString() {
        return "BindingHello[" + instance + ", " + attachment + "]";
    }
}
