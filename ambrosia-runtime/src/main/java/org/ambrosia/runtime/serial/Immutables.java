package org.ambrosia.runtime.serial;

import com.esotericsoftware.kryo.KryoException;
import java.util.AbstractMap;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Collections;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/**
 * Containers of the platform that can't be changed, which are created when all their elements
 * exist; and constants of the platform.
 */
final class Immutables {
    private Immutables() {}

    static void register(Builtins to) {
        Shape anyList = new EitherList();
        to.add(60, List.of(1).getClass(), anyList);
        to.add(60, List.of(1, 2, 3).getClass(), anyList);
        to.add(60, List.of(1, 2, 3).subList(0, 2).getClass(), anyList); // a view of what never changes
        to.add(60, Arrays.stream(new Object[] {null}).toList().getClass(), anyList);
        Shape set = new Salted(
                1,
                HeapBytes.HASHED_SET,
                HeapBytes.HASHED_ELEMENT,
                value -> ((Collection<?>) value).toArray(),
                Immutables::setOf);
        to.add(61, Set.of(1).getClass(), set);
        to.add(61, Set.of(1, 2, 3).getClass(), set);
        Shape map = new Salted(2, HeapBytes.HASHED_MAP, HeapBytes.HASHED_HALF, Immutables::entries, Immutables::mapOf);
        to.add(62, Map.of(1, 1).getClass(), map);
        to.add(62, Map.of(1, 1, 2, 2).getClass(), map);
        to.add(
                63,
                Optional.class,
                new Assembled(
                        value -> ((Optional<?>) value).stream().toArray(),
                        held -> held.length == 0 ? Optional.empty() : Optional.of(held[0])));
        to.add(64, Map.entry(1, 1).getClass(), new Assembled(Immutables::entry, held -> Map.entry(held[0], held[1])));
        to.add(
                65,
                AbstractMap.SimpleImmutableEntry.class,
                new Assembled(Immutables::entry, held -> new AbstractMap.SimpleImmutableEntry<>(held[0], held[1])));
        to.add(
                66,
                Collections.singletonList(1).getClass(),
                new Assembled(value -> ((Collection<?>) value).toArray(), held -> Collections.singletonList(held[0])));
        to.add(
                67,
                Collections.singleton(1).getClass(),
                new Assembled(value -> ((Collection<?>) value).toArray(), held -> Collections.singleton(held[0])));
        to.add(
                68,
                Collections.singletonMap(1, 1).getClass(),
                new Assembled(Immutables::entries, held -> Collections.singletonMap(held[0], held[1])));
        to.add(69, Collections.emptyList().getClass(), Leaf.constant(Collections.emptyList()));
        to.add(70, Collections.emptySet().getClass(), Leaf.constant(Collections.emptySet()));
        to.add(71, Collections.emptyMap().getClass(), Leaf.constant(Collections.emptyMap()));
        to.add(72, Comparator.naturalOrder().getClass(), Leaf.constant(Comparator.naturalOrder()));
        to.add(73, Comparator.reverseOrder().getClass(), Leaf.constant(Comparator.reverseOrder()));
        to.add(74, String.CASE_INSENSITIVE_ORDER.getClass(), Leaf.constant(String.CASE_INSENSITIVE_ORDER));
    }

    private static Object[] entries(Object map) {
        List<Object> entries = new ArrayList<>();
        ((Map<?, ?>) map).forEach((key, value) -> {
            entries.add(key);
            entries.add(value);
        });
        return entries.toArray();
    }

    private static Object[] entry(Object entry) {
        Map.Entry<?, ?> pair = (Map.Entry<?, ?>) entry;
        return new Object[] {pair.getKey(), pair.getValue()};
    }

    /** Arguments keep the order in which they were sent, which {@code Set.of} would not keep. */
    private static Object setOf(Object[] elements) {
        return elements.length > 1
                ? Collections.unmodifiableSet(new LinkedHashSet<>(Arrays.asList(elements)))
                : Set.of(elements);
    }

    private static Object mapOf(Object[] entries) {
        if (entries.length % 2 != 0) {
            throw new KryoException("a key without a value");
        }
        if (entries.length <= 2) {
            return entries.length == 0 ? Map.of() : Map.of(entries[0], entries[1]);
        }
        Map<Object, Object> map = new LinkedHashMap<>();
        for (int i = 0; i < entries.length; i += 2) {
            map.put(entries[i], entries[i + 1]);
        }
        return Collections.unmodifiableMap(map);
    }

    /** Stores the parts of a value, and assembles them. */
    private static class Assembled extends Shape {
        private final Function<Object, Object[]> parts;
        private final Function<Object[], Object> assembly;
        private final int heapBytes;
        private final int heapBytesEach;

        Assembled(Function<Object, Object[]> parts, Function<Object[], Object> assembly) {
            this(HeapBytes.IMMUTABLE, HeapBytes.IMMUTABLE_ELEMENT, parts, assembly);
        }

        Assembled(
                int heapBytes,
                int heapBytesEach,
                Function<Object, Object[]> parts,
                Function<Object[], Object> assembly) {
            this.heapBytes = heapBytes;
            this.heapBytesEach = heapBytesEach;
            this.parts = parts;
            this.assembly = assembly;
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
            Object[] all = parts.apply(value);
            out.output().writeVarInt(all.length, true);
            for (Object each : all) {
                out.reference(each);
            }
        }

        @Override
        Object read(GraphReader in) {
            in.references(in.input().readCount(1));
            return null;
        }

        @Override
        int neededToCreate() {
            return ALL;
        }

        @Override
        Object create(Members members) {
            return assembly.apply(members.all());
        }

        @Override
        boolean isNested() {
            return true;
        }
    }

    /**
     * Stores a set or a map whose order differs from process to process, if it has more than one
     * element.
     */
    private static final class Salted extends Assembled {
        private final int referencesOfOne;

        Salted(
                int referencesOfOne,
                int heapBytes,
                int heapBytesEach,
                Function<Object, Object[]> parts,
                Function<Object[], Object> assembly) {
            super(heapBytes, heapBytesEach, parts, assembly);
            this.referencesOfOne = referencesOfOne;
        }

        /** A single element is not compared with any other. */
        @Override
        boolean hashes(int references) {
            return references > referencesOfOne;
        }

        @Override
        void write(GraphWriter out, Object value) {
            int size = value instanceof Map<?, ?> map ? map.size() : ((Collection<?>) value).size();
            if (out.isState() && size > 1) {
                throw out.refused(Refusal.of(value.getClass(), Refusal.ofPlatform(value.getClass())));
            }
            super.write(out, value);
        }

        @Override
        boolean isKey(int slot) {
            return slot % referencesOfOne == 0;
        }
    }

    /**
     * Stores {@code List.of}, which throws if it is asked for null, and {@code Stream.toList},
     * which does not.
     */
    private static final class EitherList extends Assembled {
        EitherList() {
            super(value -> ((Collection<?>) value).toArray(), Immutables::listOf);
        }

        @Override
        void write(GraphWriter out, Object value) {
            out.output().writeBoolean(bearsNull((List<?>) value));
            super.write(out, value);
        }

        private static boolean bearsNull(List<?> list) {
            try {
                return list.contains(null) || list.indexOf(null) < 0;
            } catch (NullPointerException refused) {
                return false;
            }
        }

        @Override
        Object read(GraphReader in) {
            in.primitive("boolean");
            return super.read(in);
        }
    }

    private static Object listOf(Object[] all) {
        Object[] elements = Arrays.copyOfRange(all, 1, all.length);
        return (boolean) all[0] ? Arrays.stream(elements).toList() : List.of(elements);
    }
}
