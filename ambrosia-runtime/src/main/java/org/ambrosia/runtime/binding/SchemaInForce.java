package org.ambrosia.runtime.binding;

import static org.ambrosia.runtime.api.ErrorTag.SchemaMismatch;

import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Map;
import java.util.TreeMap;
import org.ambrosia.runtime.api.StateException;
import org.ambrosia.runtime.protocol.Decoder;
import org.ambrosia.runtime.protocol.Encoder;

/**
 * The methods that calls are executed by, which is part of the replicated state (ADR 0028): the log says which build's schema
 * is in force from which record on, so that replay executes what was executed, and fails what failed, in whatever build.
 *
 * <p>A call of a method that is not in force is held back, and so is everything after it, until the log has the schema of a
 * primary: then it is known whether the call is executed or fails. Any party may make such calls, so that this has bounds (ADR 0039): a method
 * for which {@link #MAX_LOOKS} calls failed under one schema is not looked for again, and no more than {@link #MAX_HELD_BYTES} wait. All of it follows from
 * the log alone, so that each replica comes to the same.
 */
final class SchemaInForce {
    /** So many calls of one method fail under one schema before the next ones do without waiting. */
    static final int MAX_LOOKS = 16;

    /** What waits beyond this does not wait: calls whose method is not in force fail. */
    static final int MAX_HELD_BYTES = 32 << 20;

    private static final int HELD_OVERHEAD_BYTES = 72;

    private final Schema own;
    /** How many calls failed of each method that is not in force. */
    private final Map<Integer, Integer> failures = new TreeMap<>();

    private final ArrayDeque<Held> held = new ArrayDeque<>();
    private Schema schema;
    private long heldBytes;
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
     * Encodes it for a checkpoint: {@code schema string | count, then for each record zz64, index zz32, length zz32, bytes | count, then
     * for each method that failed id zz32, failures zz32}.
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

    /** Whether messages wait for a schema; then the next one must wait too. */
    boolean isHolding() {
        return !releasing && !held.isEmpty();
    }

    /** Whether a call must wait until the log says whether its method exists. */
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

    /** Whether more waits than may: all of it is to be executed under the schema that is in force, by {@link #release}. */
    boolean isOverfull() {
        return heldBytes > MAX_HELD_BYTES;
    }

    /** A call of a method that is not in force fails. */
    void failed(int methodId) {
        if (Schema.isId(methodId)) {
            failures.merge(methodId, 1, (before, one) -> Math.min(MAX_LOOKS, before + one));
        }
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

    /** Returns what the primary has logged: its schema; nothing if that is in force already, which then stays. */
    String announcement() {
        return schema.text().equals(own.text()) ? "" : own.text();
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
     * @param text the schema; empty if the one that is in force stays
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

    /** The next message that was held back; null if there is none, and messages are executed as they come again. */
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
