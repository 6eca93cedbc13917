package org.ambrosia.runtime.serial;

import static org.ambrosia.runtime.api.ErrorTag.ClassNotStorable;

import com.esotericsoftware.kryo.Kryo;
import com.esotericsoftware.kryo.Serializer;
import com.esotericsoftware.kryo.io.Input;
import com.esotericsoftware.kryo.io.Output;
import com.esotericsoftware.kryo.serializers.CollectionSerializer;
import com.esotericsoftware.kryo.serializers.MapSerializer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import org.ambrosia.runtime.api.StateException;

/**
 * Serializers of the platform's containers. None makes room for more elements than have been read: a length in bytes from
 * outside is only a claim. In state, containers without an order of their own are refused.
 */
final class Containers {
    private static final String ORDERED = "ambrosia.ordered";

    private Containers() {}

    /** Lets a Kryo refuse containers that are gone through in another order after they were stored and loaded. */
    @SuppressWarnings("unchecked") // Kryo's context is a raw map.
    static void demandOrder(Kryo kryo) {
        kryo.getContext().put(ORDERED, true);
    }

    @SuppressWarnings("unchecked") // Kryo's context is a raw map.
    private static void refuseUnordered(Kryo kryo, Object container, boolean unordered) {
        if (unordered && kryo.getContext().containsKey(ORDERED)) {
            throw new StateException(
                    ClassNotStorable,
                    "A " + container.getClass().getName()
                            + " can't be part of the state: after a recovery it is gone through"
                            + " in another order, and replay would make calls in another order. Use LinkedHashMap,"
                            + " LinkedHashSet, TreeMap or TreeSet.");
        }
    }

    /** Stores a collection that can be changed. */
    static final class GrowingCollectionSerializer extends CollectionSerializer<Collection<Object>> {
        @Override
        public void write(Kryo kryo, Output out, Collection<Object> value) {
            refuseUnordered(kryo, value, value.getClass() == HashSet.class);
            super.write(kryo, out, value);
        }

        @Override
        protected Collection<Object> create(Kryo kryo, Input in, Class<? extends Collection<Object>> type, int size) {
            return kryo.newInstance(type);
        }
    }

    /** Stores a map that can be changed. */
    static final class GrowingMapSerializer extends MapSerializer<Map<Object, Object>> {
        @Override
        public void write(Kryo kryo, Output out, Map<Object, Object> value) {
            refuseUnordered(kryo, value, value.getClass() == HashMap.class);
            super.write(kryo, out, value);
        }

        @Override
        protected Map<Object, Object> create(Kryo kryo, Input in, Class<? extends Map<Object, Object>> type, int size) {
            return kryo.newInstance(type);
        }
    }

    /** What a view is a view of. */
    enum Kind {
        LIST,
        SET,
        MAP,
        ARRAY;

        static Kind of(Class<?> type) {
            if (Map.class.isAssignableFrom(type)) {
                return MAP;
            }
            return List.class.isAssignableFrom(type) ? LIST : SET;
        }
    }

    /**
     * Stores what can't be changed as its elements, and makes an equal one that keeps their order. Kryo notes the finished
     * object for references, since there is none before its elements are read. The order of {@code Set.of} and
     * {@code Map.of} differs from process to process.
     */
    static final class ViewSerializer extends Serializer<Object> {
        private final Kind kind;

        ViewSerializer(Kind kind) {
            super(false, true);
            this.kind = kind;
        }

        @Override
        public void write(Kryo kryo, Output out, Object value) {
            List<Object> elements = new ArrayList<>();
            int size;
            if (value instanceof Map<?, ?> map) {
                size = map.size();
                map.forEach((key, content) -> {
                    elements.add(key);
                    elements.add(content);
                });
            } else {
                elements.addAll((Collection<?>) value);
                size = elements.size();
            }
            boolean salted = value.getClass().getName().startsWith("java.util.ImmutableCollections");
            refuseUnordered(kryo, value, salted && size > 1 && (kind == Kind.SET || kind == Kind.MAP));
            Unfinished unfinished = (Unfinished) kryo.getReferenceResolver();
            unfinished.enter(value);
            out.writeVarInt(elements.size(), true);
            elements.forEach(each -> kryo.writeClassAndObject(out, each));
            unfinished.leave(value);
        }

        @Override
        public Object read(Kryo kryo, Input in, Class<?> type) {
            List<Object> elements = new ArrayList<>();
            for (int count = in.readVarInt(true); count > 0; count--) {
                elements.add(kryo.readClassAndObject(in));
            }
            return switch (kind) {
                case LIST -> Collections.unmodifiableList(elements);
                case SET -> Collections.unmodifiableSet(new LinkedHashSet<>(elements));
                case ARRAY -> Arrays.asList(elements.toArray());
                case MAP -> {
                    Map<Object, Object> map = new LinkedHashMap<>();
                    for (int i = 0; i + 1 < elements.size(); i += 2) {
                        map.put(elements.get(i), elements.get(i + 1));
                    }
                    yield Collections.unmodifiableMap(map);
                }
            };
        }
    }
}
