package org.ambrosia.runtime.binding;

import static org.ambrosia.runtime.api.ErrorTag.SCHEMA_MISMATCH;

import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Map;
import java.util.TreeMap;
import org.ambrosia.runtime.api.StateException;
import org.ambrosia.runtime.protocol.Decoder;
import org.ambrosia.runtime.protocol.Encoder;

/**
 * The methods that are executed when called; they are part of the replicated state (ADR 0028). The
 * log states which build's schema is in force from which record on. So replay executes the calls
 * that were executed, and fails those that failed, in any build.
 *
 * <p>A call of a method that is not in force is held back, and so is everything after it, until the
 * log has the schema of a primary. Then it is known whether the call is executed or fails.
 *
 * <p>Any party may make such calls, so they are limited (ADR 0039). A method for which {@link
 * #MAX_LOOKS} calls failed under one schema is not looked for again, and no more than {@link
 * #MAX_HELD_BYTES} wait. All of this follows from the log alone, so that each replica has the same
 * result.
 */
final class SchemaInForce {
    /**
     * After this many failed calls of one method under one schema, further calls fail without
     * waiting.
     */
    static final int MAX_LOOKS = 16;

    /**
     * The max number of bytes that wait. Beyond it, nothing waits: calls whose method is not in
     * force fail.
     */
    static final int MAX_HELD_BYTES = 32 << 20;

    private static final int HELD_OVERHEAD_BYTES = 72;

    private final Schema own;
    /** How many calls of each method that is not in force have failed. */
    private final Map<Integer, Integer> failures = new TreeMap<>();

    private final ArrayDeque<Held> held = new ArrayDeque<>();
    private Schema schema;
    private long heldBytes;
    private boolean releasing;
    private boolean announced;

    /**
     * A message that waits.
     *
     * @param sequence the record that contains it
     * @param index its place among the record's messages
     */
    record Held(long sequence, int index, byte[] message) {}

    /** A first start: this build's schema is in force. */
    SchemaInForce(Schema own) {
        this.own = own;
        this.schema = own;
    }

    /**
     * Continues from a checkpoint.
     *
     * @throws StateException if a method has another meaning in this build
     */
    void restore(Decoder in) {
        schema = named(in.string());
        own.checkReplays(schema, "the checkpoint");
        held.clear();
        heldBytes = 0;
        for (int count = in.length(); count > 0; count--) {
            add(new Held(in.zz64(), in.zz32(), in.bytes(in.length())));
        }
        failures.clear();
        for (int count = in.length(); count > 0; count--) {
            failures.put(in.zz32(), in.zz32());
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
        for (int count = in.length(); count > 0; count--) {
            in.zz32();
            in.zz32();
        }
    }

    /**
     * Encodes this object for a checkpoint: {@code schema string | count, then for each record
     * zz64, index zz32, length zz32, bytes | count, then for each method that failed id zz32,
     * failures zz32}.
     */
    void encode(Encoder out) {
        out.string(schema.text()).zz32(held.size());
        for (Held each : held) {
            out.zz64(each.sequence()).zz32(each.index()).zz32(each.message().length);
            out.bytes(each.message(), 0, each.message().length);
        }
        out.zz32(failures.size());
        failures.forEach((methodId, count) -> out.zz32(methodId).zz32(count));
    }

    /** Returns whether messages wait for a schema; then the next one must wait too. */
    boolean isHolding() {
        return !releasing && !held.isEmpty();
    }

    /** Returns whether a call must wait until the log states whether its method exists. */
    boolean mustHold(int methodId) {
        return !releasing
                && !schema.has(methodId)
                && Schema.isId(methodId)
                && failures.getOrDefault(methodId, 0) < MAX_LOOKS;
    }

    /** Keeps a message; copies its bytes. */
    void hold(long sequence, int index, byte[] bytes, int offset, int length) {
        add(new Held(sequence, index, Arrays.copyOfRange(bytes, offset, offset + length)));
    }

    private void add(Held each) {
        held.add(each);
        heldBytes += each.message().length + HELD_OVERHEAD_BYTES;
    }

    /**
     * Returns whether more bytes wait than may. Then all messages are executed under the schema
     * that is in force, by {@link #release}.
     */
    boolean isOverfull() {
        return heldBytes > MAX_HELD_BYTES;
    }

    /** A call of a method that is not in force fails. */
    void failed(int methodId) {
        if (Schema.isId(methodId)) {
            failures.merge(methodId, 1, (before, one) -> Math.min(MAX_LOOKS, before + one));
        }
    }

    /**
     * Returns whether the call is executed; if not, it fails, even if this build has the method.
     */
    boolean has(int methodId) {
        return schema.has(methodId);
    }

    /**
     * Checks that this build can execute a call.
     *
     * @throws StateException if the method is in force but not in this build
     */
    void checkExecutable(int methodId, long sequence, String instance) {
        if (schema != own && schema.has(methodId) && !own.has(methodId)) {
            throw new StateException(
                    SCHEMA_MISMATCH,
                    "This build can't execute the log: record " + sequence + " calls \"" + schema.describe(methodId)
                            + "\" (method id " + methodId + "), which " + own.interfaceName()
                            + " does not have in this build (instance=" + instance
                            + "). Start a build that has the method, until a checkpoint was taken after its last call.");
        }
    }

    /**
     * Returns what the primary logs: its schema, or an empty text if that is in force already,
     * which then stays in force.
     */
    String announcement() {
        return schema.text().equals(own.text()) ? "" : own.text();
    }

    /**
     * Returns whether the primary should log its schema now: the schema is not in force, or calls
     * wait for it. Returns true only once until the log has it.
     */
    boolean mustAnnounce() {
        boolean due = !announced && (!held.isEmpty() || !schema.text().equals(own.text()));
        announced |= due;
        return due;
    }

    /**
     * Permits another announcement of the schema: the coordinator may be another one, which does
     * not know what the last one was to log.
     */
    void announceAgain() {
        announced = false;
    }

    /**
     * The log has the schema of a primary, which is in force from here on. The messages that were
     * held back are executed now, by {@link #release}.
     *
     * @param text the schema; empty if the schema that is in force stays
     * @throws StateException if a method has another meaning in this build
     */
    void logged(String text, long sequence) {
        if (!text.isEmpty() && !text.equals(schema.text())) {
            schema = named(text);
            own.checkReplays(schema, "record " + sequence);
            failures.clear();
        }
        announced = false;
    }

    /**
     * Returns the next message that was held back; null if there is none, and messages are executed
     * as they arrive again.
     */
    Held release() {
        Held next = held.poll();
        releasing = next != null;
        heldBytes = releasing ? heldBytes : 0;
        return next;
    }

    private Schema named(String text) {
        return text.equals(own.text()) ? own : new Schema(text);
    }
}
