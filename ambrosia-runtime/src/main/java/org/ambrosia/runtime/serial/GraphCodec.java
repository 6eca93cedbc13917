package org.ambrosia.runtime.serial;

import static org.ambrosia.runtime.api.ErrorTag.ClassNotRegistered;
import static org.ambrosia.runtime.api.ErrorTag.ClassNotStorable;
import static org.ambrosia.runtime.api.ErrorTag.MalformedMessage;
import static org.ambrosia.runtime.api.ErrorTag.StateTooLarge;

import com.esotericsoftware.kryo.Kryo;
import com.esotericsoftware.kryo.Registration;
import com.esotericsoftware.kryo.Serializer;
import com.esotericsoftware.kryo.io.Input;
import com.esotericsoftware.kryo.io.Output;
import com.esotericsoftware.kryo.util.MapReferenceResolver;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Supplier;
import org.ambrosia.runtime.api.AmbrosiaException;
import org.ambrosia.runtime.api.ProtocolException;
import org.ambrosia.runtime.api.StateException;
import org.ambrosia.runtime.generated.CallContext;
import org.ambrosia.runtime.generated.ProxyBase;

/**
 * Graphs of objects, whose classes are reachable from given types, into bytes and back.
 *
 * <pre>
 * version u8 | table length i32 | table: count, then id, name, kind and fields of each class in the graph | graph
 * </pre>
 *
 * <p>Not thread-safe.
 */
final class GraphCodec {
    private static final int VERSION = 1;
    private static final int HEADER_BYTES = 5;
    private static final int KEPT_READERS = 32;
    private static final int BUFFER_BYTES = 4 << 10;
    /** What a checkpoint of less than 2 GiB has room for beside. */
    private static final int MAX_BYTES = Integer.MAX_VALUE - (1 << 24);

    private final ClassLoader loader;
    private final CallContext context;
    private final Map<Class<?>, Supplier<?>> factories;
    private final SortedMap<String, StoredClass> classes;
    private final Unfinished unfinished = new Unfinished();
    private final Kryo writer;
    private final SortedMap<Integer, ClassDescriptor> used = new TreeMap<>();
    private int nextId = BuiltinClasses.FIRST_FREE_ID;
    private final Map<ByteBuffer, Reader> readers = new LinkedHashMap<>();

    /**
     * Makes a codec.
     *
     * @param roots the types from which the graph's classes must be reachable
     * @param factories makes the objects of some classes, which are then filled
     * @param ordered whether containers without an order of their own are refused
     * @param loader where classes of proxies are found
     * @param context what proxies are bound to
     */
    GraphCodec(
            Collection<Class<?>> roots,
            Map<Class<?>, Supplier<?>> factories,
            boolean ordered,
            ClassLoader loader,
            CallContext context) {
        this.loader = loader;
        this.factories = new HashMap<>(factories);
        this.context = context;
        this.classes = ReachableClasses.from(roots);
        this.writer = new Writing(unfinished);
        BuiltinClasses.register(writer);
        if (ordered) {
            Containers.demandOrder(writer);
        }
        for (StoredClass each : classes.values()) {
            register(each, nextId++);
        }
    }

    byte[] encode(Object root) {
        used.clear();
        Chunks chunks = new Chunks();
        Output graph = new Output(chunks, BUFFER_BYTES);
        try {
            writer.writeClassAndObject(graph, root);
            graph.flush();
        } catch (StackOverflowError tooDeep) {
            throw new StateException(
                    ClassNotStorable,
                    "The state is nested too deeply to be stored. Keep long chains of objects in a list instead.",
                    tooDeep);
        } catch (RuntimeException failed) {
            throw own(failed);
        }
        Output table = new Output(1 << 8, -1);
        table.writeVarInt(used.size(), true);
        used.values().forEach(each -> each.write(table));
        long size = HEADER_BYTES + table.position() + chunks.size();
        if (size > MAX_BYTES) {
            throw new StateException(
                    StateTooLarge,
                    "What is to be stored takes " + size + " bytes, expected at most " + MAX_BYTES
                            + ". Split the instance's data among several instances.");
        }
        byte[] all = new byte[(int) size];
        Output out = new Output(all);
        out.writeByte(VERSION);
        out.writeInt(table.position());
        out.writeBytes(table.getBuffer(), 0, table.position());
        chunks.moveTo(all, out.position());
        return all;
    }

    Object decode(byte[] bytes, int offset, int length) {
        if (length < HEADER_BYTES || bytes[offset] != VERSION) {
            throw malformed("expected a graph of version " + VERSION, null);
        }
        int tableLength = ByteBuffer.wrap(bytes, offset, length)
                .order(java.nio.ByteOrder.LITTLE_ENDIAN)
                .getInt(offset + 1);
        if (tableLength < 0 || tableLength > length - HEADER_BYTES) {
            throw malformed("a table of " + tableLength + " bytes in " + length, null);
        }
        try {
            byte[] table = Arrays.copyOfRange(bytes, offset + HEADER_BYTES, offset + HEADER_BYTES + tableLength);
            Reader reader = readers.get(ByteBuffer.wrap(table));
            if (reader == null) {
                reader = new Reader(table);
                if (readers.size() < KEPT_READERS) {
                    readers.put(ByteBuffer.wrap(table), reader);
                }
            }
            int begin = HEADER_BYTES + tableLength;
            return reader.read(new BoundedInput(bytes, offset + begin, length - begin));
        } catch (StackOverflowError tooDeep) {
            throw malformed("objects are nested too deeply", tooDeep);
        } catch (RuntimeException failed) {
            throw own(failed);
        }
    }

    private void register(StoredClass stored, int id) {
        ClassDescriptor descriptor = stored.describe(id);
        Serializer<Object> serializer = serializer(stored, descriptor, new Discarding());
        writer.register(stored.type(), new Noting(descriptor, serializer), id);
    }

    private Serializer<Object> serializer(StoredClass stored, ClassDescriptor descriptor, Discarding discarding) {
        return switch (stored.kind()) {
            case ENUM -> new NamedSerializers.EnumSerializer(stored.type());
            case PROXY -> new NamedSerializers.ProxySerializer(stored.type(), context);
            case ARRAY -> new NamedSerializers.ArraySerializer(stored.type());
            case OBJECT, RECORD -> new FieldsSerializer(stored, descriptor, discarding, factories.get(stored.type()));
        };
    }

    /** Our own errors as they are; everything else is malformed bytes. */
    private static RuntimeException own(RuntimeException failed) {
        for (Throwable cause = failed; cause != null; cause = cause.getCause()) {
            if (cause instanceof AmbrosiaException clear) {
                return clear;
            }
        }
        return malformed(String.valueOf(failed.getMessage()), failed);
    }

    private static ProtocolException malformed(String what, Throwable cause) {
        return new ProtocolException(
                MalformedMessage, "Stored objects can't be read: " + what + ". The bytes are damaged.", cause);
    }

    private static Kryo configured(Kryo kryo) {
        kryo.setRegistrationRequired(true);
        kryo.setReferences(true);
        return kryo;
    }

    /** Notes which classes a graph has, for its table. */
    private final class Noting extends Serializer<Object> {
        private final ClassDescriptor descriptor;
        private final Serializer<Object> serializer;

        Noting(ClassDescriptor descriptor, Serializer<Object> serializer) {
            this.descriptor = descriptor;
            this.serializer = serializer;
        }

        @Override
        public void write(Kryo kryo, Output out, Object value) {
            used.putIfAbsent(descriptor.id(), descriptor);
            boolean madeLast = descriptor.kind() == ClassDescriptor.Kind.RECORD;
            if (madeLast) {
                unfinished.enter(value);
            }
            serializer.write(kryo, out, value);
            if (madeLast) {
                unfinished.leave(value);
            }
        }

        @Override
        public Object read(Kryo kryo, Input in, Class<?> type) {
            throw new IllegalStateException("This side only writes");
        }
    }

    /** A Kryo that says what to do about a class that may not be stored. Proxies are registered as they come. */
    private final class Writing extends Kryo {
        Writing(MapReferenceResolver references) {
            super(references);
            configured(this);
        }

        @Override
        @SuppressWarnings("rawtypes")
        public Registration getRegistration(Class type) {
            Registration found = getClassResolver().getRegistration(type);
            if (found != null) {
                return found;
            }
            if (Enum.class.isAssignableFrom(type) && !type.isEnum()) {
                return getRegistration(type.getSuperclass());
            }
            if (ProxyBase.class.isAssignableFrom(type)) {
                StoredClass stored = new StoredClass(type);
                GraphCodec.this.register(stored, nextId++);
                return getClassResolver().getRegistration(type);
            }
            throw new StateException(
                    ClassNotRegistered,
                    "A " + type.getName() + " can't be stored: it is not reachable from the declared types. Declare the"
                            + " field with a type that names it, make its supertype sealed, or register it where the"
                            + " instance is deployed.");
        }
    }

    /** Reads graphs that have one and the same table. */
    private final class Reader {
        private final Discarding discarding = new Discarding();
        private final Kryo kryo = configured(new Kryo(discarding.references()));

        Reader(byte[] table) {
            BuiltinClasses.register(kryo);
            BoundedInput in = new BoundedInput(table, 0, table.length);
            for (int count = in.readVarInt(true); count > 0; count--) {
                ClassDescriptor descriptor = ClassDescriptor.read(in);
                if (descriptor.id() < BuiltinClasses.FIRST_FREE_ID) {
                    throw malformed("a class has the reserved id " + descriptor.id(), null);
                }
                StoredClass stored = find(descriptor);
                Class<?> type = stored == null ? Discarding.Discarded.class : stored.type();
                Serializer<Object> serializer =
                        stored == null ? discarding.serializer(descriptor) : serializer(stored, descriptor, discarding);
                kryo.register(new Registration(type, serializer, descriptor.id()));
            }
        }

        Object read(BoundedInput in) {
            discarding.reset();
            Object root = kryo.readClassAndObject(in);
            if (in.position() != in.limit()) {
                throw malformed((in.limit() - in.position()) + " bytes are left over", null);
            }
            return root;
        }

        private StoredClass find(ClassDescriptor descriptor) {
            StoredClass stored = classes.get(descriptor.name());
            if (stored == null && descriptor.kind() == ClassDescriptor.Kind.PROXY) {
                stored = findProxy(descriptor.name());
            }
            return stored == null || stored.kind() != descriptor.kind() ? null : stored;
        }

        /** A generated proxy does nothing when it is made, so that its class may be found by its name. */
        private StoredClass findProxy(String name) {
            try {
                Class<?> type = Class.forName(name, false, loader);
                return ProxyBase.class.isAssignableFrom(type) ? new StoredClass(type) : null;
            } catch (ClassNotFoundException | LinkageError gone) {
                return null;
            }
        }
    }
}
