package org.ambrosia.runtime.serial;

import static org.ambrosia.runtime.api.ErrorTag.CLASS_NOT_STORABLE;

import com.esotericsoftware.kryo.io.Output;
import java.lang.reflect.Modifier;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.LinkedList;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.Queue;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.Stack;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.Vector;
import java.util.function.Function;
import org.ambrosia.runtime.api.StateException;

/**
 * The platform's containers that can be changed. Each is stored with its elements in their order,
 * and with what it orders them by. Containers without an order of their own are refused in state.
 * As an argument, such a container arrives as a linked one, in the order that it had at the sender.
 */
final class Containers {
    private Containers() {}

    // Users' states may hold the old containers.
    @SuppressWarnings("JdkObsolete")
    static void register(Builtins to) {
        to.add(40, ArrayList.class, list(HeapBytes.LIST, none -> new ArrayList<>(0)));
        to.add(
                41,
                LinkedList.class,
                new OfCollection(0, false, HeapBytes.LIST, HeapBytes.LINKED_LIST_ELEMENT, none -> new LinkedList<>()));
        to.add(42, ArrayDeque.class, list(HeapBytes.LIST, none -> new ArrayDeque<>(1)));
        to.add(43, Vector.class, list(HeapBytes.LIST, none -> new Vector<>(0)));
        to.add(44, Stack.class, list(HeapBytes.ROOMY_LIST, none -> new Stack<>()));
        OfCollection linkedSet = new OfCollection(
                0, true, HeapBytes.HASHED_SET, HeapBytes.HASHED_ELEMENT, none -> new LinkedHashSet<>());
        to.add(45, LinkedHashSet.class, linkedSet);
        to.add(45, HashSet.class, linkedSet);
        to.add(46, TreeSet.class, new OfCollection(1, true, HeapBytes.SORTED, HeapBytes.SORTED_ELEMENT, TreeSet::new));
        to.add(
                47,
                PriorityQueue.class,
                new OfCollection(1, true, HeapBytes.ROOMY_LIST, HeapBytes.LIST_ELEMENT, PriorityQueue::new));
        OfEnumSet enumSet = new OfEnumSet();
        to.add(48, EnumSet.noneOf(Few.class).getClass(), enumSet);
        to.add(48, jumbo(), enumSet);
        OfMap linkedMap = new OfMap(0, HeapBytes.HASHED_MAP, HeapBytes.HASHED_HALF, none -> new LinkedHashMap<>());
        to.add(50, LinkedHashMap.class, linkedMap);
        to.add(50, HashMap.class, linkedMap);
        to.add(51, TreeMap.class, new OfMap(1, HeapBytes.SORTED, HeapBytes.SORTED_HALF, TreeMap::new));
        to.add(52, EnumMap.class, new OfEnumMap());
    }

    private static OfCollection list(int heapBytes, Function<Comparator<Object>, Collection<Object>> creation) {
        return new OfCollection(0, false, heapBytes, HeapBytes.LIST_ELEMENT, creation);
    }

    /**
     * Returns how an argument that is a container without a class of its own is stored, as a copy
     * of its present elements. Examples are a {@code subList}, a {@code keySet}, and what Kotlin's
     * {@code buildList} returns. Null for anything else.
     */
    static Shape ofCopy(Object container) {
        Class<?> type = container.getClass();
        boolean isView = type.getPackageName().equals("java.util") && !Modifier.isPublic(type.getModifiers());
        if (!isView && !type.getPackageName().startsWith("kotlin.collections")) {
            return null;
        }
        if (container instanceof Map) {
            return Builtins.of(container instanceof SortedMap ? TreeMap.class : LinkedHashMap.class);
        }
        if (container instanceof Set) {
            return Builtins.of(container instanceof SortedSet ? TreeSet.class : LinkedHashSet.class);
        }
        boolean isList =
                container instanceof List || (container instanceof Collection && !(container instanceof Queue));
        return isList ? Builtins.of(ArrayList.class) : null;
    }

    private enum Few {
        ONE
    }

    /**
     * Returns the class of sets of more constants than fit into a word. It is found by its name,
     * because there is no enum of that size here.
     */
    private static Class<?> jumbo() {
        try {
            return Class.forName("java.util.JumboEnumSet");
        } catch (ClassNotFoundException otherPlatform) {
            return EnumSet.noneOf(Few.class).getClass();
        }
    }

    private static void refuseUnordered(GraphWriter out, Object container) {
        if (out.isState() && Refusal.isUnordered(container.getClass())) {
            throw out.refused(Refusal.of(container.getClass(), Refusal.ofPlatform(container.getClass())));
        }
    }

    private static void checkSize(int size, int expected) {
        if (size != expected) {
            throw new StateException(
                    CLASS_NOT_STORABLE,
                    "A container was stored with " + expected + " elements, of which only " + size
                            + " are different now."
                            + " Elements must not change what equals and hashCode depend on while a container holds"
                            + " them.");
        }
    }

    @SuppressWarnings("unchecked") // A comparator of something else throws, which is reported.
    private static Comparator<Object> comparator(Members members, int leading) {
        return leading == 0 ? null : (Comparator<Object>) members.get(0);
    }

    /** Stores a collection; a sorted one has its comparator first. */
    private static final class OfCollection extends Shape {
        private final int leading;
        private final boolean hashed;
        private final int heapBytes;
        private final int heapBytesEach;
        private final Function<Comparator<Object>, Collection<Object>> creation;

        OfCollection(
                int leading,
                boolean hashed,
                int heapBytes,
                int heapBytesEach,
                Function<Comparator<Object>, Collection<Object>> creation) {
            this.leading = leading;
            this.hashed = hashed;
            this.heapBytes = heapBytes;
            this.heapBytesEach = heapBytesEach;
            this.creation = creation;
        }

        @Override
        int heapBytes() {
            return heapBytes;
        }

        @Override
        int heapBytesEach() {
            return heapBytesEach;
        }

        @Override
        void write(GraphWriter out, Object value) {
            refuseUnordered(out, value);
            Collection<?> collection = (Collection<?>) value;
            out.output().writeVarInt(collection.size(), true);
            if (value instanceof SortedSet<?> sorted) {
                out.reference(sorted.comparator());
            } else if (value instanceof PriorityQueue<?> queue) {
                out.reference(queue.comparator());
            }
            for (Object each : collection) {
                out.reference(each);
            }
        }

        @Override
        Object read(GraphReader in) {
            in.references(leading + in.input().readCount(1));
            return leading == 0 ? creation.apply(null) : null;
        }

        @Override
        int neededToCreate() {
            return leading;
        }

        @Override
        Object create(Members members) {
            return creation.apply(comparator(members, leading));
        }

        @Override
        boolean isFilled() {
            return true;
        }

        @Override
        boolean isHashed() {
            return hashed;
        }

        @Override
        boolean isNested() {
            return true;
        }

        @Override
        boolean isKey(int slot) {
            return hashed && slot >= leading;
        }

        /**
         * Elements of a queue arrive in the order in which the queue holds them, which adding does
         * not change.
         */
        @Override
        @SuppressWarnings("unchecked") // Created by this.
        void fill(Object value, Members members) {
            Collection<Object> collection = (Collection<Object>) value;
            collection.clear();
            if (collection instanceof ArrayList<?> list) {
                list.ensureCapacity(members.size());
            }
            for (int i = leading; i < members.size(); i++) {
                collection.add(members.get(i));
            }
            checkSize(collection.size(), members.size() - leading);
        }

        @Override
        String step(int slot) {
            return slot < leading ? ".comparator()" : "[" + (slot - leading) + "]";
        }
    }

    /** Stores a map. A sorted map has its comparator first, and a linked one has its order. */
    private static class OfMap extends Shape {
        private final int leading;
        private final int heapBytes;
        private final int heapBytesEach;
        private final Function<Comparator<Object>, Map<Object, Object>> creation;

        OfMap(
                int leading,
                int heapBytes,
                int heapBytesEach,
                Function<Comparator<Object>, Map<Object, Object>> creation) {
            this.leading = leading;
            this.heapBytes = heapBytes;
            this.heapBytesEach = heapBytesEach;
            this.creation = creation;
        }

        @Override
        final int heapBytes() {
            return heapBytes;
        }

        @Override
        final int heapBytesEach() {
            return heapBytesEach;
        }

        @Override
        void write(GraphWriter out, Object value) {
            refuseUnordered(out, value);
            writeOrder(out, (Map<?, ?>) value);
            out.output().writeVarInt(((Map<?, ?>) value).size(), true);
            if (value instanceof SortedMap<?, ?> sorted) {
                out.reference(sorted.comparator());
            }
            for (Map.Entry<?, ?> each : ((Map<?, ?>) value).entrySet()) {
                out.reference(each.getKey());
                out.reference(each.getValue());
            }
        }

        void writeOrder(GraphWriter out, Map<?, ?> map) {
            if (leading == 0) {
                Output bytes = out.output();
                bytes.writeBoolean(map instanceof LinkedHashMap<?, ?> linked && Inside.isAccessOrdered(linked));
            }
        }

        @Override
        Object read(GraphReader in) {
            boolean accessOrdered = leading == 0 && in.input().readBoolean();
            in.references(leading + 2 * in.input().readCount(2));
            if (accessOrdered) {
                return new LinkedHashMap<>(16, 0.75f, true);
            }
            return leading == 0 ? creation.apply(null) : null;
        }

        @Override
        int neededToCreate() {
            return leading;
        }

        @Override
        Object create(Members members) {
            return creation.apply(comparator(members, leading));
        }

        @Override
        boolean isFilled() {
            return true;
        }

        @Override
        boolean isHashed() {
            return true;
        }

        @Override
        boolean isNested() {
            return true;
        }

        @Override
        boolean isKey(int slot) {
            return slot >= leading && (slot - leading) % 2 == 0;
        }

        @Override
        @SuppressWarnings("unchecked") // Created by this.
        void fill(Object value, Members members) {
            Map<Object, Object> map = (Map<Object, Object>) value;
            map.clear();
            for (int i = leading; i < members.size(); i += 2) {
                map.put(members.get(i), members.get(i + 1));
            }
            checkSize(map.size(), (members.size() - leading) / 2);
        }

        @Override
        String step(int slot) {
            int entry = slot - leading;
            return entry < 0 ? ".comparator()" : (entry % 2 == 0 ? ".key[" : ".value[") + entry / 2 + "]";
        }
    }

    /** Stores a map of constants, with their class. */
    private static final class OfEnumMap extends OfMap {
        OfEnumMap() {
            super(0, HeapBytes.ENUM_CONTAINER, 0, none -> new LinkedHashMap<>());
        }

        @Override
        void writeOrder(GraphWriter out, Map<?, ?> map) {
            Class<?> type = map.isEmpty()
                    ? Inside.enumTypeOf(map)
                    : declaringClass(map.keySet().iterator().next());
            if (type == null) {
                throw out.refused(Refusal.of(
                        map.getClass(),
                        "it is empty, and what its keys are can't be found. Create it"
                                + " when the first entry is put into it."));
            }
            out.enumType(type);
        }

        @Override
        @SuppressWarnings({"unchecked", "rawtypes"}) // The class is known when it runs only.
        Object read(GraphReader in) {
            Class<?> type = in.enumType();
            in.references(2 * in.input().readCount(2));
            in.take((long) HeapBytes.ARRAY_ELEMENT * type.getEnumConstants().length);
            return new EnumMap(type);
        }
    }

    private static Class<?> declaringClass(Object constant) {
        return ((Enum<?>) constant).getDeclaringClass();
    }

    /** Stores a set of constants, with their class. */
    private static final class OfEnumSet extends Shape {
        @Override
        void write(GraphWriter out, Object value) {
            EnumSet<?> set = (EnumSet<?>) value;
            Class<?> type = set.isEmpty()
                    ? Inside.enumTypeOf(set)
                    : declaringClass(set.iterator().next());
            if (type == null) {
                throw out.refused(Refusal.of(
                        value.getClass(),
                        "it is empty, and what its elements are can't be found."
                                + " Create it when the first element is added."));
            }
            out.enumType(type);
            out.output().writeVarInt(set.size(), true);
            set.forEach(out::reference);
        }

        @Override
        @SuppressWarnings({"unchecked", "rawtypes"}) // The class is known when it runs only.
        Object read(GraphReader in) {
            Class<?> type = in.enumType();
            in.references(in.input().readCount(1));
            in.take(type.getEnumConstants().length / Byte.SIZE);
            return EnumSet.noneOf((Class) type);
        }

        @Override
        int heapBytes() {
            return HeapBytes.ENUM_CONTAINER;
        }

        @Override
        boolean isFilled() {
            return true;
        }

        @Override
        boolean isNested() {
            return true;
        }

        @Override
        @SuppressWarnings({"unchecked", "rawtypes"}) // The class is known when it runs only.
        void fill(Object value, Members members) {
            EnumSet set = (EnumSet) value;
            set.clear();
            for (int i = 0; i < members.size(); i++) {
                set.add((Enum) members.get(i));
            }
            checkSize(set.size(), members.size());
        }
    }
}
