package org.ambrosia.runtime.serial;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.Serializable;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.Year;
import java.time.YearMonth;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Collections;
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
import java.util.NavigableMap;
import java.util.PriorityQueue;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.ambrosia.runtime.api.StateException;
import org.junit.jupiter.api.Test;

/** What is restored must mean what it meant, not only look like it. */
@SuppressWarnings({"UnusedVariable", "JdkObsolete"}) // Fields are read by name, and users have lists of any kind.
class RestoredMeaningTest {

    enum Color {
        RED,
        GREEN,
        BLUE
    }

    static final class Log {
        private final List<String> events = new ArrayList<>(List.of("first"));
        private final List<String> shown = Collections.unmodifiableList(events);
        private final Collection<String> counted = Collections.unmodifiableCollection(events);
        private final LinkedList<String> linked = new LinkedList<>();
        private final List<String> synced = Collections.synchronizedList(linked);
        private final Set<String> names = new LinkedHashSet<>();
        private final Set<String> shownNames = Collections.unmodifiableSet(names);
        private final SortedSet<String> sorted = new TreeSet<>();
        private final SortedSet<String> shownSorted = Collections.unmodifiableSortedSet(sorted);
        private final Map<String, Integer> counts = new LinkedHashMap<>();
        private final Map<String, Integer> shownCounts =
                Collections.synchronizedMap(Collections.unmodifiableMap(counts));
        private final NavigableMap<String, Integer> tree = new TreeMap<>();
        private final NavigableMap<String, Integer> shownTree = Collections.unmodifiableNavigableMap(tree);
        private final String[] places = {"a", "b"};
        private final List<String> listed = Arrays.asList(places);
    }

    @Test
    void aViewFollowsItsSource() {
        Log back = copy(new Log());
        back.events.add("second");
        back.linked.add("x");
        back.names.add("x");
        back.sorted.add("x");
        back.counts.put("x", 1);
        back.tree.put("x", 1);
        back.places[1] = "c";
        assertThat(back.shown).containsExactly("first", "second");
        assertThat(back.counted).containsExactly("first", "second");
        assertThat(back.synced).containsExactly("x");
        assertThat(back.shownNames).containsExactly("x");
        assertThat(back.shownSorted).containsExactly("x");
        assertThat(back.shownCounts).containsExactly(Map.entry("x", 1));
        assertThat(back.shownTree).containsExactly(Map.entry("x", 1));
        assertThat(back.listed).containsExactly("a", "c");
        back.listed.set(0, "d");
        assertThat(back.places).containsExactly("d", "c");
        assertThatThrownBy(() -> back.shown.add("third")).isInstanceOf(UnsupportedOperationException.class);
        assertThat(back.shown.getClass()).isEqualTo(new Log().shown.getClass());
    }

    @Test
    void aViewOfAContainerWithoutAnOrderIsRefusedToo() {
        for (Object each : List.of(
                Collections.unmodifiableSet(new HashSet<>(Set.of(1, 2))),
                Collections.unmodifiableMap(new HashMap<>(Map.of(1, 2))),
                Collections.unmodifiableCollection(new HashSet<>(Set.of(1))),
                Collections.synchronizedSet(new HashSet<>(Set.of(1))))) {
            assertThatThrownBy(() -> copy(new Any(each)))
                    .as("%s", each.getClass())
                    .isInstanceOf(StateException.class)
                    .hasMessageContaining("Any.value")
                    .hasMessageContaining("LinkedHashMap");
        }
    }

    @Test
    void aMapInOrderOfAccessStaysOne() {
        for (int entries = 0; entries < 4; entries++) {
            Map<String, Integer> cache = new LinkedHashMap<>(16, 0.75f, true);
            Map<String, Integer> plain = new LinkedHashMap<>();
            for (int i = 0; i < entries; i++) {
                cache.put("key" + i, i);
                plain.put("key" + i, i);
            }
            for (Map<String, Integer> each : List.of(cache, plain)) {
                @SuppressWarnings("unchecked")
                Map<String, Integer> back = (Map<String, Integer>) copy(new Any(each)).value;
                assertThat(back.keySet()).containsExactlyElementsOf(each.keySet());
                for (Map<String, Integer> used : List.of(each, back)) {
                    used.put("new", 1);
                    used.put("newer", 1);
                    used.get("new");
                    used.get("key0");
                }
                assertThat(back.keySet()).containsExactlyElementsOf(each.keySet());
            }
        }
    }

    @Test
    void listsThatRefuseNullGoOnRefusingIt() {
        for (List<Object> each : List.of(List.of(), List.of((Object) 1), List.of((Object) 1, 2, 3))) {
            List<?> back = (List<?>) copy(new Any(each)).value;
            assertThat(back).isEqualTo(each);
            assertThatThrownBy(() -> back.contains(null)).isInstanceOf(NullPointerException.class);
            assertThat(List.copyOf(back)).isSameAs(back);
        }
        List<?> withNull = Stream.of(1, null, 3).toList();
        assertThat(((List<?>) copy(new Any(withNull)).value).contains(null)).isTrue();
        Map<?, ?> single = (Map<?, ?>) copy(new Any(Map.of(1, 2))).value;
        assertThatThrownBy(() -> single.get(null)).isInstanceOf(NullPointerException.class);
    }

    @Test
    void partsOfListsThatNeverChangeAreStoredAsSuch() {
        for (List<Object> each : List.of(
                List.of((Object) 1, 2, 3).subList(1, 3),
                Stream.of((Object) 1, 2, 3).toList().subList(0, 1),
                List.of((Object) 1, 2, 3).subList(0, 0))) {
            List<?> back = (List<?>) copy(new Any(each)).value;
            assertThat(back).isEqualTo(each);
            assertThatThrownBy(() -> back.remove(0)).isInstanceOf(UnsupportedOperationException.class);
        }
    }

    record Page(
            List<Integer> rows,
            Collection<Integer> values,
            Set<String> keys,
            SortedSet<Integer> sortedKeys,
            NavigableMap<Integer, String> head) {}

    @Test
    void viewsInArgumentsArriveAsCopies() {
        Map<String, Integer> map = new LinkedHashMap<>();
        map.put("z", 1);
        map.put("a", 2);
        TreeMap<Integer, String> tree = new TreeMap<>(Comparator.reverseOrder());
        tree.putAll(Map.of(1, "one", 2, "two", 3, "three"));
        Page page = new Page(
                new ArrayList<>(List.of(1, 2, 3)).subList(1, 3),
                map.values(),
                map.keySet(),
                tree.navigableKeySet(),
                tree.headMap(1, false));
        GraphCodec codec =
                new GraphCodec(List.of(Page.class), Map.of(), false, getClass().getClassLoader(), null);
        byte[] sent = codec.encode(page);
        Page arrived = (Page) codec.decode(sent, 0, sent.length);
        assertThat(arrived.rows).containsExactly(2, 3);
        assertThat(arrived.values).containsExactly(1, 2);
        assertThat(arrived.keys).containsExactly("z", "a");
        assertThat(arrived.sortedKeys).containsExactly(3, 2, 1);
        assertThat(arrived.head.firstKey()).isEqualTo(3);
        assertThat(arrived.head).containsExactly(Map.entry(3, "three"), Map.entry(2, "two"));
    }

    @Test
    void containersOfConstantsAreStored() {
        EnumMap<Color, Integer> map = new EnumMap<>(Map.of(Color.GREEN, 1, Color.RED, 2));
        @SuppressWarnings("unchecked")
        Map<Color, Integer> back = (Map<Color, Integer>) copy(new Any(map), Color.class).value;
        assertThat(back).isInstanceOf(EnumMap.class).isEqualTo(map);
        for (Object each : List.of(
                new EnumMap<Color, Integer>(Color.class),
                EnumSet.noneOf(Color.class),
                EnumSet.of(Color.BLUE),
                EnumSet.allOf(Color.class))) {
            Object restored = copy(new Any(each), Color.class).value;
            assertThat(restored).isEqualTo(each).hasSameClassAs(each);
        }
        @SuppressWarnings("unchecked")
        EnumSet<Color> empty = (EnumSet<Color>) copy(new Any(EnumSet.noneOf(Color.class)), Color.class).value;
        empty.add(Color.RED);
        assertThat(EnumSet.complementOf(empty)).containsExactly(Color.GREEN, Color.BLUE);
    }

    static final class ByLength implements Comparator<String> {
        @Override
        public int compare(String left, String right) {
            return Integer.compare(left.length(), right.length());
        }
    }

    @Test
    void queuesAndSortedContainersKeepWhatTheyCompareBy() {
        List<String> words = List.of("bbb", "A", "cc", "dddd");
        for (Comparator<String> each : Arrays.<Comparator<String>>asList(
                null,
                Comparator.naturalOrder(),
                Comparator.reverseOrder(),
                String.CASE_INSENSITIVE_ORDER,
                new ByLength(),
                Collections.reverseOrder(String.CASE_INSENSITIVE_ORDER),
                Collections.reverseOrder(new ByLength()))) {
            TreeSet<String> set = new TreeSet<>(each);
            set.addAll(words);
            TreeMap<String, Integer> map = new TreeMap<>(each);
            words.forEach(word -> map.put(word, word.length()));
            PriorityQueue<String> queue = new PriorityQueue<>(each);
            queue.addAll(words);
            @SuppressWarnings("unchecked")
            TreeSet<String> setBack = (TreeSet<String>) copy(new Any(set), ByLength.class).value;
            @SuppressWarnings("unchecked")
            TreeMap<String, Integer> mapBack = (TreeMap<String, Integer>) copy(new Any(map), ByLength.class).value;
            @SuppressWarnings("unchecked")
            PriorityQueue<String> queueBack = (PriorityQueue<String>) copy(new Any(queue), ByLength.class).value;
            for (Collection<String> used : List.of(set, setBack, queue, queueBack)) {
                used.add("ee");
                used.add("a");
            }
            map.put("a", 0);
            mapBack.put("a", 0);
            assertThat(setBack).containsExactlyElementsOf(set);
            assertThat(mapBack).containsExactlyEntriesOf(map);
            assertThat(queueBack).containsExactlyElementsOf(queue);
            while (!queue.isEmpty()) {
                assertThat(queueBack.poll()).isEqualTo(queue.poll());
            }
        }
    }

    static final class Unit implements Serializable {
        private static final long serialVersionUID = 1L;
        static final Unit NONE = new Unit();

        private Object readResolve() {
            return NONE;
        }
    }

    static final class Empty {
        static final Empty INSTANCE = new Empty();

        private Empty() {}
    }

    @Test
    void singletonsStaySingle() {
        assertThat(copy(new Any(Unit.NONE), Unit.class).value).isSameAs(Unit.NONE);
        assertThat(copy(new Any(Empty.INSTANCE), Empty.class).value).isSameAs(Empty.INSTANCE);
    }

    @Test
    void anObjectToSynchronizeOnIsStored() {
        Object lock = new Object();
        Pair back = copy(new Pair(lock, lock));
        assertThat(back.one).isNotNull().isSameAs(back.other);
        assertThat(back.one.getClass()).isEqualTo(Object.class);
    }

    @Test
    void timesComeBackWhateverTheYear() {
        for (Object each : List.of(
                YearMonth.of(10_000, 1),
                YearMonth.of(-12_345, 12),
                Year.of(5),
                Year.of(123_456),
                LocalDate.MIN,
                OffsetDateTime.MAX,
                ZonedDateTime.of(2026, 10, 25, 2, 30, 0, 0, java.time.ZoneId.of("Europe/Berlin"))
                        .withLaterOffsetAtOverlap(),
                ZonedDateTime.of(1, 1, 1, 0, 0, 0, 0, ZoneOffset.ofHoursMinutesSeconds(1, 2, 3)))) {
            assertThat(copy(new Any(each)).value).isEqualTo(each);
        }
    }

    @Test
    void unorderedArgumentsAreGoneThroughInTheOrderOfTheSender() {
        Map<Color, Integer> map = new HashMap<>();
        Set<Color> set = new HashSet<>();
        for (Color each : Color.values()) {
            map.put(each, 1);
            set.add(each);
        }
        GraphCodec codec = new GraphCodec(
                List.of(Pair.class, Color.class), Map.of(), false, getClass().getClassLoader(), null);
        byte[] sent = codec.encode(new Pair(map, set));
        Pair back = (Pair) codec.decode(sent, 0, sent.length);
        assertThat(back.one).isInstanceOf(LinkedHashMap.class);
        assertThat(((Map<?, ?>) back.one).keySet().toArray())
                .containsExactly(map.keySet().toArray());
        assertThat(back.other).isInstanceOf(LinkedHashSet.class);
        assertThat(((Set<?>) back.other).toArray()).containsExactly(set.toArray());
    }

    static final class Any {
        private final Object value;

        Any(Object value) {
            this.value = value;
        }
    }

    static final class Pair {
        private final Object one;
        private final Object other;

        Pair(Object one, Object other) {
            this.one = one;
            this.other = other;
        }
    }

    @SuppressWarnings("unchecked")
    private static <T> T copy(T value, Class<?>... more) {
        List<Class<?>> roots = new ArrayList<>(List.of(more));
        roots.add(value.getClass());
        GraphCodec codec = new GraphCodec(roots, Map.of(), true, RestoredMeaningTest.class.getClassLoader(), null);
        byte[] stored = codec.encode(value);
        T back = (T) codec.decode(stored, 0, stored.length);
        assertThat(codec.encode(back))
                .as("what is restored is stored as the same bytes")
                .isEqualTo(stored);
        return back;
    }
}
