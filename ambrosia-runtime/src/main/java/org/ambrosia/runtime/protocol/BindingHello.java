package org.ambrosia.runtime.protocol;

import java.util.Map;
import org.ambrosia.runtime.api.ErrorTag;
import org.ambrosia.runtime.api.MalformedDataException;

/**
 * The first message of our binding. A binding of the published protocol never sends it:
 *
 * <pre>
 * minVersion zz32 | version zz32 | features zz64 | instance string | token string | 0 u8                  without state
 * minVersion zz32 | version zz32 | features zz64 | instance string | token string | kind u8 | incarnation i64 | lastSequence zz64 | its epoch zz64
 * kind = 1, or 2 if it was the primary's application
 * </pre>
 *
 * <p>Both sides speak the newest version that both know, and use a feature if both have it.
 * Everything up to the token stays the same in each later version, so that sides without a common
 * version can report that to each other. A later version may add fields at the end.
 *
 * <p>The message is small because the coordinator reads it before it checks the token. A binding
 * that resumes sends its counts later, in a separate message, when it has been {@linkplain
 * CoordinatorRecord.Welcome welcomed}.
 *
 * @param minVersion the oldest version that the binding speaks
 * @param version the newest version that the binding speaks
 * @param features a bit for each optional feature that the binding has; none is defined yet
 * @param instance the instance that the binding wants to run
 * @param token the secret that the coordinator asks for; empty if there is none
 * @param attachment what the binding brings; {@link Attachment.Fresh} if there is no common version
 */
public record BindingHello(
        int minVersion, int version, long features, String instance, String token, Attachment attachment) {
    /** The newest version of our additions to the published protocol that this release speaks. */
    public static final int VERSION = 6;

    /** The oldest version that this release speaks. */
    public static final int MIN_VERSION = 6;

    /** Versions before this one stated no range. */
    private static final int FIRST_RANGE = 5;

    private static final int FRESH = 0;
    private static final int RESUMING = 1;
    private static final int RESUMING_PRIMARY = 2;

    /** Creates the hello of a binding of this release. */
    public BindingHello(String instance, String token, Attachment attachment) {
        this(MIN_VERSION, VERSION, 0, instance, token, attachment);
    }

    /** Encodes the whole message. */
    public byte[] encode() {
        Encoder data = new Encoder(256);
        data.zz32(minVersion).zz32(version).zz64(features);
        data.string(instance).string(token);
        if (attachment instanceof Attachment.Resuming resuming) {
            data.u8(resuming.primary() ? RESUMING_PRIMARY : RESUMING)
                    .i64(resuming.incarnation())
                    .zz64(resuming.lastSequence())
                    .zz64(resuming.last().epoch());
        } else {
            data.u8(FRESH);
        }
        Encoder message = new Encoder(data.length() + 8);
        message.zz32(data.length() + 1).u8(MessageType.HELLO).bytes(data.array(), 0, data.length());
        return message.toByteArray();
    }

    /** Decodes what follows the type. */
    static BindingHello decode(Decoder in) {
        int minVersion = in.zz32();
        boolean hasRange = minVersion >= FIRST_RANGE;
        int version = hasRange ? in.zz32() : minVersion;
        long features = hasRange ? in.zz64() : 0;
        String instance = in.string();
        String token = in.string();
        Attachment attachment = new Attachment.Fresh();
        if (isUnderstood(minVersion, version)) {
            int kind = in.u8();
            if (kind > RESUMING_PRIMARY) {
                throw in.malformed("an unknown kind of attachment, " + kind);
            }
            if (kind != FRESH) {
                long incarnation = in.i64();
                long lastSequence = in.zz64();
                LogPosition last = new LogPosition(in.positiveZz64(), lastSequence);
                attachment = new Attachment.Resuming(incarnation, last, Map.of(), kind == RESUMING_PRIMARY);
            }
        }
        return new BindingHello(minVersion, version, features, instance, token, attachment);
    }

    /** Returns whether there is a version that both sides speak. */
    public boolean isUnderstood() {
        return isUnderstood(minVersion, version);
    }

    private static boolean isUnderstood(int min, int max) {
        return min <= VERSION && max >= MIN_VERSION;
    }

    /**
     * Reads the range of versions that a coordinator states before its welcome.
     *
     * @throws MalformedDataException if the range has no version in common with this side
     */
    static void checkWelcome(Decoder in) {
        int min = in.zz32();
        int max = min >= FIRST_RANGE ? in.zz32() : min;
        if (!isUnderstood(min, max)) {
            throw new MalformedDataException(ErrorTag.BINDING_REFUSED, noCommonVersion(MIN_VERSION, VERSION, min, max));
        }
        in.zz64();
    }

    /**
     * Returns the text that reports that a binding and a coordinator have no version in common. The
     * binding's range comes first.
     */
    public static String noCommonVersion(int bindingMin, int bindingMax, int coordinatorMin, int coordinatorMax) {
        return "The application and its coordinator have no version of the protocol between them in common: the application speaks "
                + range(bindingMin, bindingMax) + ", the coordinator " + range(coordinatorMin, coordinatorMax)
                + ". Run both with the same release, or with two that follow each other.";
    }

    private static String range(int min, int max) {
        return min == max ? "version " + max : "versions " + min + " to " + max;
    }

    @Override
    public String toString() {
        return "BindingHello[" + instance + ", " + attachment + "]";
    }
}
