package org.ambrosia.runtime.serial;

import static org.ambrosia.runtime.api.ErrorTag.CLASS_NOT_STORABLE;
import static org.ambrosia.runtime.api.ErrorTag.MALFORMED_MESSAGE;
import static org.ambrosia.runtime.api.ErrorTag.STATE_TOO_LARGE;

import com.esotericsoftware.kryo.io.Output;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.IntFunction;
import java.util.function.LongConsumer;
import java.util.function.Supplier;
import org.ambrosia.runtime.api.AmbrosiaException;
import org.ambrosia.runtime.api.MalformedDataException;
import org.ambrosia.runtime.api.StateException;
import org.ambrosia.runtime.codegen.CallContext;

/**
 * Encodes graphs of objects, whose classes are reachable from given types, and decodes them.
 *
 * <pre>
 * version u8 | graph length i32 | graph | table: kind, name and fields of each class of applications in the graph
 * graph: reference to the root, then each value: id of its class, its own bytes, and references to what it holds
 * </pre>
 *
 * <p>Values are numbered in the order of discovery, breadth first, and a reference to a value is
 * its number. Nothing is written or read by recursion, so that no chain of objects is too long. The
 * same graph always gives the same bytes.
 *
 * <p>Not thread-safe.
 */
final class GraphCodec {
    static {
        // Kryo reads this property once, when it is loaded. Kryo without Unsafe is no slower, and
        // JDK 24 and newer warn about Unsafe.
        if (System.getProperty("kryo.unsafe") == null) {
            System.setProperty("kryo.unsafe", "false");
        }
    }

    private static final int VERSION = 2;
    private static final int HEADER_BYTES = 5;
    private static final int FIRST_BYTES = 1 << 8;
    private static final int BUFFER_BYTES = 4 << 10;
    /** The max size that leaves room for the rest of a checkpoint below 2 GiB. */
    private static final int MAX_BYTES = Integer.MAX_VALUE - (1 << 24);

    private static final int KEPT_TABLES = 32;
    private static final int MAX_KEPT_TABLE_BYTES = 1 << 13;
    /** The max size of the table of an argument. A state may have any number of classes. */
    private static final int MAX_TABLE_BYTES = 1 << 16;

    private final boolean isState;
    private final Shapes shapes;
    private final Map<ByteBuffer, List<Shape>> tables = new LinkedHashMap<>(16, 0.75f, true);

    /**
     * Creates a codec.
     *
     * @param roots the types from which the graph's classes must be reachable
     * @param factories return the objects of some classes, which are then filled
     * @param isState whether the codec is for state, where a value must be decoded as what it was;
     *     false for arguments
     * @param loader where classes of proxies are found
     * @param context the context that proxies are bound to
     * @throws StateException if a declared type can't be stored
     */
    GraphCodec(
            Collection<Class<?>> roots,
            Map<Class<?>, Supplier<?>> factories,
            boolean isState,
            ClassLoader loader,
            CallContext context) {
        this.isState = isState;
        this.shapes = new Shapes(new ReachableClasses(roots, isState, loader), factories, loader, context);
    }

    byte[] encode(Object root) {
        try {
            // A state may be large, and is not copied while it grows.
            Chunks chunks = isState ? new Chunks() : null;
            Output out = isState ? new Output(chunks, BUFFER_BYTES) : new Output(FIRST_BYTES, -1);
            Shapes.Used used = shapes.new Used();
            new GraphWriter(used, out, isState).write(root);
            long graphLength = out.total();
            used.writeTable(out);
            checkTable(out.total() - graphLength);
            long size = HEADER_BYTES + out.total();
            if (size > MAX_BYTES) {
                throw new StateException(
                        STATE_TOO_LARGE,
                        "What is to be stored takes " + size + " bytes, expected at most " + MAX_BYTES
                                + ". Split the instance's data among several instances.");
            }
            byte[] all = new byte[(int) size];
            ByteBuffer header = ByteBuffer.wrap(all).order(ByteOrder.LITTLE_ENDIAN);
            header.put((byte) VERSION).putInt((int) graphLength);
            if (isState) {
                out.flush();
                chunks.moveTo(all, HEADER_BYTES);
            } else {
                System.arraycopy(out.getBuffer(), 0, all, HEADER_BYTES, out.position());
            }
            return all;
        } catch (AmbrosiaException clear) {
            throw clear;
        } catch (RuntimeException failed) {
            throw new StateException(
                    CLASS_NOT_STORABLE,
                    "Objects can't be stored: " + failed + ". Only the thread that runs handlers may change them, and"
                            + " hashCode and equals of keys must not fail.",
                    failed);
        }
    }

    /**
     * Decodes a graph, encodes the result, and compares.
     *
     * @return the fields that lead to the first difference; null if there is none
     */
    String difference(byte[] bytes, int offset, int length) {
        Object root = decode(bytes, offset, length);
        byte[] again = encode(root);
        int from = offset + HEADER_BYTES;
        int difference = Arrays.mismatch(bytes, from, offset + length, again, HEADER_BYTES, again.length);
        if (difference < 0) {
            return null;
        }
        Output out = new Output(FIRST_BYTES, -1);
        GraphWriter writer = new GraphWriter(shapes.new Used(), out, isState);
        writer.watch(difference);
        writer.write(root);
        return writer.watched();
    }

    /** Decodes what this process has stored itself, without a limit on memory. */
    Object decode(byte[] bytes, int offset, int length) {
        return decode(bytes, offset, length, heap -> {});
    }

    /**
     * Decodes a graph. {@code heap} receives the memory of its values before they are created, and
     * throws if that is too much.
     */
    Object decode(byte[] bytes, int offset, int length, LongConsumer heap) {
        if (length < HEADER_BYTES || bytes[offset] != VERSION) {
            throw malformed("expected a graph of version " + VERSION, null);
        }
        int graphLength = ByteBuffer.wrap(bytes, offset, length)
                .order(ByteOrder.LITTLE_ENDIAN)
                .getInt(offset + 1);
        if (graphLength < 0 || graphLength > length - HEADER_BYTES) {
            throw malformed("a graph of " + graphLength + " bytes in " + length, null);
        }
        int begin = offset + HEADER_BYTES;
        try {
            List<Shape> table = table(bytes, begin + graphLength, length - HEADER_BYTES - graphLength);
            IntFunction<Shape> byId =
                    id -> id < Builtins.FIRST_FREE_ID ? Builtins.byId(id) : table.get(id - Builtins.FIRST_FREE_ID);
            return new GraphReader(new BoundedInput(bytes, begin, graphLength), byId, isState, heap).read();
        } catch (RuntimeException failed) {
            throw own(failed);
        }
    }

    private List<Shape> table(byte[] bytes, int offset, int length) {
        checkTable(length);
        if (length == 0) {
            return List.of();
        }
        ByteBuffer key = ByteBuffer.wrap(Arrays.copyOfRange(bytes, offset, offset + length));
        List<Shape> table = tables.get(key);
        if (table == null) {
            table = new ArrayList<>();
            BoundedInput in = new BoundedInput(bytes, offset, length);
            while (in.position() < in.limit()) {
                table.add(shapes.read(ClassDescriptor.read(in)));
            }
            keep(key, table);
        }
        return table;
    }

    /**
     * Keeps the tables that were used last, so that calls of one kind need not read their tables
     * again.
     */
    private void keep(ByteBuffer key, List<Shape> table) {
        if (isState || key.remaining() > MAX_KEPT_TABLE_BYTES) {
            return;
        }
        tables.put(key, table);
        if (tables.size() > KEPT_TABLES) {
            tables.remove(tables.keySet().iterator().next());
        }
    }

    private void checkTable(long length) {
        if (!isState && length > MAX_TABLE_BYTES) {
            throw new MalformedDataException(
                    MALFORMED_MESSAGE,
                    "The classes of an argument are described by " + length + " bytes, of which " + MAX_TABLE_BYTES
                            + " are allowed. Send values of fewer classes, or records.");
        }
    }

    /** Returns our own errors unchanged; all others are malformed bytes. */
    private static RuntimeException own(RuntimeException failed) {
        for (Throwable cause = failed; cause != null; cause = cause.getCause()) {
            if (cause instanceof AmbrosiaException clear) {
                return clear;
            }
        }
        return malformed(String.valueOf(failed.getMessage()), failed);
    }

    private static MalformedDataException malformed(String what, Throwable cause) {
        return new MalformedDataException(
                MALFORMED_MESSAGE, "Stored objects can't be read: " + what + ". The bytes are damaged.", cause);
    }
}
