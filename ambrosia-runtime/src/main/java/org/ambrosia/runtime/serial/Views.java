package org.ambrosia.runtime.serial;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Collections;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.LinkedList;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.NavigableSet;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.UnaryOperator;
import org.ambrosia.runtime.api.ErrorTag;

/**
 * Views of other containers. In state, each is stored as a reference to its base container, so that
 * it continues to follow it. In an argument, it is stored as a view of a copy.
 */
@SuppressWarnings("unchecked") // What a view is made of again has the type that it had; if not, the bytes are damaged.
final class Views {
    private Views() {}

    // Views of the two kinds of lists have different classes.
    @SuppressWarnings("JdkObsolete")
    static void register(Builtins to) {
        List<Object> list = new ArrayList<>();
        List<Object> linked = new LinkedList<>();
        TreeSet<Integer> set = new TreeSet<>();
        TreeMap<Integer, Integer> map = new TreeMap<>();
        add(to, 80, held -> Collections.unmodifiableCollection((Collection<?>) held), list);
        add(to, 81, held -> Collections.unmodifiableList((List<?>) held), list, linked);
        add(to, 82, held -> Collections.unmodifiableSet((Set<?>) held), set);
        add(to, 83, held -> Collections.unmodifiableSortedSet((SortedSet<?>) held), set);
        add(to, 84, held -> Collections.unmodifiableNavigableSet((NavigableSet<?>) held), set);
        add(to, 85, held -> Collections.unmodifiableMap((Map<?, ?>) held), map);
        add(to, 86, held -> Collections.unmodifiableSortedMap((SortedMap<?, ?>) held), map);
        add(to, 87, held -> Collections.unmodifiableNavigableMap((NavigableMap<?, ?>) held), map);
        add(to, 88, held -> Collections.synchronizedCollection((Collection<?>) held), list);
        add(to, 89, held -> Collections.synchronizedList((List<?>) held), list, linked);
        add(to, 90, held -> Collections.synchronizedSet((Set<?>) held), set);
        add(to, 91, held -> Collections.synchronizedSortedSet((SortedSet<?>) held), set);
        add(to, 92, held -> Collections.synchronizedNavigableSet((NavigableSet<?>) held), set);
        add(to, 93, held -> Collections.synchronizedMap((Map<?, ?>) held), map);
        add(to, 94, held -> Collections.synchronizedSortedMap((SortedMap<?, ?>) held), map);
        add(to, 95, held -> Collections.synchronizedNavigableMap((NavigableMap<?, ?>) held), map);
        add(to, 96, held -> Arrays.asList((Object[]) held), (Object) new Object[0]);
        Comparator<Object> any = Comparator.comparingInt(System::identityHashCode);
        add(to, 97, held -> Collections.reverseOrder((Comparator<Object>) held), any);
    }

    private static void add(Builtins to, int id, UnaryOperator<Object> view, Object... examples) {
        OfView shape = new OfView(view);
        for (Object each : examples) {
            to.add(id, view.apply(each).getClass(), shape);
        }
    }

    private static final class OfView extends Shape {
        private final UnaryOperator<Object> view;

        OfView(UnaryOperator<Object> view) {
            this.view = view;
        }

        @Override
        void write(GraphWriter out, Object value) {
            Object held = out.isState() ? Inside.heldBy(value) : copy(value);
            if (held != null && value instanceof Comparator) {
                out.reference(held);
                return;
            }
            if (held != null && held.getClass().getName().equals("java.util.CollSer")) {
                held = copyOfImmutable(value);
            }
            boolean isArray = held instanceof Object[];
            if (held == null || (!isArray && Inside.isStandIn(held))) {
                throw out.refused(
                        ErrorTag.CLASS_NOT_STORABLE,
                        Refusal.of(
                                value.getClass(),
                                "it is a view, and what it is a view of can't be looked up. Store that container itself and"
                                        + " make the view where it is needed."));
            }
            out.reference(held);
        }

        @Override
        Object read(GraphReader in) {
            in.reference();
            return null;
        }

        @Override
        int heapBytes() {
            return HeapBytes.VIEW;
        }

        @Override
        int neededToCreate() {
            return ALL;
        }

        @Override
        Object create(Members members) {
            return view.apply(members.get(0));
        }

        @Override
        boolean isNested() {
            return true;
        }

        @Override
        String step(int slot) {
            return "";
        }
    }

    private static Object copy(Object view) {
        if (view instanceof Comparator) {
            return Inside.heldBy(view);
        }
        if (view instanceof SortedMap<?, ?> sorted) {
            return new TreeMap<>(sorted);
        }
        if (view instanceof Map<?, ?> map) {
            return new LinkedHashMap<>(map);
        }
        if (view instanceof SortedSet<?> sorted) {
            return new TreeSet<>(sorted);
        }
        if (view instanceof Set<?> set) {
            return new LinkedHashSet<>(set);
        }
        Collection<?> elements = (Collection<?>) view;
        boolean fixed = view.getClass().getName().equals("java.util.Arrays$ArrayList");
        return fixed ? elements.toArray(new Object[0]) : new ArrayList<>(elements);
    }

    /** A container that can't be changed is as good as any other with the same elements. */
    private static Object copyOfImmutable(Object view) {
        if (view instanceof Map<?, ?> map) {
            return Map.copyOf(map);
        }
        if (view instanceof Set<?> set) {
            return Set.copyOf(set);
        }
        Object[] elements = ((Collection<?>) view).toArray();
        for (Object each : elements) {
            if (each == null) {
                return Arrays.stream(elements).toList();
            }
        }
        return List.of(elements);
    }
}
