package org.ambrosia.runtime.binding;

import static org.ambrosia.runtime.api.ErrorTag.SchemaMismatch;

import java.util.ArrayDeque;
import java.util.Arrays;
import org.ambrosia.runtime.api.StateException;
import org.ambrosia.runtime.protocol.Decoder;
import org.ambrosia.runtime.protocol.Encoder;

/**
 * The methods that calls are executed by, which is part of the replicated state (ADR 0028): the log says which build's schema
 * is in force from which record on, so that replay executes what was executed, and fails what failed, in whatever build.
 *
 * <p>A call of a method that is not in force is held back, and so is everything after it, until the log has the schema of a
 * primary: then it is known whether the call is executed or fails.
 */
final class SchemaInForce {
    private final Schema own;
    private final ArrayDeque<Held> held = new ArrayDeque<>();
    private Schema schema;
    private boolean releasing;
    private boolean announced;

    /**
     * A message that waits.
     *
     * @param sequence the record that has it
     * @param index its place among the record's messages
     */
    record Held(long sequence, int index, byte[] message) {}

    /** A first start: this build's schema is in force. */
    SchemaInForce(Schema own) {
        this.own = own;
        this.schema = own;
    }

    /**
     * Goes on from a checkpoint.
     *
     * @throws StateException if a method has another meaning in this build
     */
    void restore(Decoder in) {
        schema = named(in.string());
        own.checkReplays(schema, "the checkpoint");
        held.clear();
        for (int count = in.length(); count > 0; count--) {
            held.add(new Held(in.zz64(), in.zz32(), in.bytes(in.length())));
        }
        announced = false;
    }

    /** Passes over what {@link #encode} wrote. */
    static void skip(Decoder in) {
        in.string();
        for (int count = in.length(); count > 0; count--) {
            in.zz64();
            in.zz32();
            in.skip(in.length());
        }
    }

    /** Encodes it for a checkpoint: {@code schema string | count, then for each record zz64, index zz32, length zz32, bytes}. */
    void encode(Encoder out) {
        out.string(schema.text()).zz32(held.size());
        for (Held each : held) {
            out.zz64(each.sequence()).zz32(each.index()).zz32(each.message().length);
            out.bytes(each.message(), 0, each.message().length);
        }
    }

    /** Whether messages wait for a schema; then the next one must wait too. */
    boolean isHolding() {
        return !releasing && !held.isEmpty();
    }

    /** Whether a call must wait until the log says whether its method exists. */
    boolean mustHold(int methodId) {
        return !releasing && !schema.has(methodId);
    }

    /** Keeps a message; copies its bytes. */
    void hold(long sequence, int index, byte[] bytes, int offset, int length) {
        held.add(new Held(sequence, index, Arrays.copyOfRange(bytes, offset, offset + length)));
    }

    /** Whether the call is executed; if not, it fails, even if this build has the method. */
    boolean has(int methodId) {
        return schema.has(methodId);
    }

    /**
     * Checks that this build can execute a call.
     *
     * @throws StateException if the method is in force and not in this build
     */
    void checkExecutable(int methodId, long sequence, String instance) {
        if (schema != own && schema.has(methodId) && !own.has(methodId)) {
            throw new StateException(
                    SchemaMismatch,
                    "This build can't execute the log: record " + sequence + " calls \"" + schema.describe(methodId)
                            + "\" (method id " + methodId + "), which " + own.interfaceName()
                            + " does not have in this build (instance=" + instance
                            + "). Start a build that has the method, until a checkpoint was taken after its last call.");
        }
    }

    /** Whether the primary should log its schema now: it is not in force, or calls wait for it. Once until it has come. */
    boolean mustAnnounce() {
        boolean due = !announced && (!held.isEmpty() || !schema.text().equals(own.text()));
        announced |= due;
        return due;
    }

    /** The coordinator may be another one, which does not know what the last one was to log. */
    void announceAgain() {
        announced = false;
    }

    /**
     * The log has the schema of a primary, which is in force from here on. What was held back is to be executed now, by
     * {@link #release}.
     *
     * @throws StateException if a method has another meaning in this build
     */
    void logged(String text, long sequence) {
        schema = named(text);
        own.checkReplays(schema, "record " + sequence);
        announced = false;
        releasing = true;
    }

    /** The next message that was held back; null if there is none, and messages are executed as they come again. */
    Held release() {
        Held next = held.poll();
        releasing = next != null;
        return next;
    }

    private Schema named(String text) {
        return text.equals(own.text()) ? own : new Schema(text);
    }
}
