package org.ambrosia.runtime.serial;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.LinkedList;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.PriorityQueue;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/** States as users write them. Each part does something at random, and answers with what a caller could see of it. */
@SuppressWarnings({"JdkObsolete", "EnumOrdinal"}) // As users write it.
final class UserStates {
    private UserStates() {}

    /** A part of a state. */
    sealed interface Part
            permits Lru,
                    Association,
                    EventLog,
                    Cached,
                    Trees,
                    Colors,
                    Jobs,
                    Sorted,
                    Users,
                    Nested,
                    UserGraphs.Grid,
                    UserGraphs.Network,
                    UserGraphs.Chain,
                    UserGraphs.Odds {
        String act(Random random);
    }

    /** A state: some parts of each kind, some of which are reachable on several ways. */
    static final class World {
        private final List<Part> parts = new ArrayList<>();
        private final Map<String, Part> byName = new LinkedHashMap<>();
        private Part favorite;

        World(Random random) {
            for (int i = 0; i < 12; i++) {
                Part part = create(random.nextInt(14));
                parts.add(part);
                if (random.nextBoolean()) {
                    byName.put("part" + i, part);
                }
                favorite = random.nextInt(4) == 0 ? part : favorite;
            }
        }

        String act(Random random) {
            int which = random.nextInt(parts.size() + 1);
            if (which == parts.size()) {
                return parts.indexOf(favorite) + " of " + byName.keySet();
            }
            Part part = parts.get(which);
            return part.getClass().getSimpleName() + ": " + part.act(random);
        }
    }

    static Part create(int kind) {
        return switch (kind) {
            case 0 -> new Lru();
            case 1 -> new Association();
            case 2 -> new EventLog();
            case 3 -> new Cached(3);
            case 4 -> new Trees();
            case 5 -> new Colors();
            case 6 -> new Jobs();
            case 7 -> new Sorted();
            case 8 -> new Users();
            case 9 -> new Nested();
            case 10 -> new UserGraphs.Grid();
            case 11 -> new UserGraphs.Network();
            case 12 -> new UserGraphs.Chain();
            default -> new UserGraphs.Odds();
        };
    }

    static String word(Random random) {
        return "w" + random.nextInt(12);
    }

    static final class Lru implements Part {
        private final Map<String, Integer> entries = new LinkedHashMap<>(8, 0.75f, true);

        @Override
        public String act(Random random) {
            String key = word(random);
            if (random.nextBoolean()) {
                return key + "=" + entries.get(key);
            }
            entries.put(key, random.nextInt(100));
            if (entries.size() > 4) {
                entries.remove(entries.keySet().iterator().next());
            }
            return entries.toString();
        }
    }

    /** Orders and customers that refer to each other, in both orders of fields. */
    static final class Association implements Part {
        private final Map<String, Customer> customers = new LinkedHashMap<>();
        private final Set<Order> urgent = new LinkedHashSet<>();
        private int lastOrder;

        @Override
        public String act(Random random) {
            Customer customer = customers.computeIfAbsent(word(random), Customer::new);
            Order order = new Order(customer, "o" + lastOrder++ % 20);
            boolean added = customer.orders.add(order);
            added &= customer.byId.add(order);
            customer.notes.put(new Note(order.id, customer), order);
            if (random.nextInt(3) == 0) {
                urgent.add(order);
            }
            Note note = new Note("o" + random.nextInt(20), customer);
            return added + " " + customer.orders.size() + " " + customer.orders.contains(order) + " "
                    + customer.byId.headSet(order).size() + " " + customer.notes.get(note) + " "
                    + urgent.contains(order) + " " + urgent.size();
        }
    }

    static final class Customer {
        private final Set<Order> orders = new LinkedHashSet<>();
        private final TreeSet<Order> byId = new TreeSet<>();
        private final Map<Note, Order> notes = new LinkedHashMap<>();
        private final String name;

        Customer(String name) {
            this.name = name;
        }

        @Override
        public boolean equals(Object other) {
            return other instanceof Customer customer && customer.name.equals(name);
        }

        @Override
        public int hashCode() {
            return name.hashCode();
        }
    }

    static final class Order implements Comparable<Order> {
        private final Customer customer;
        private final String id;

        Order(Customer customer, String id) {
            this.customer = customer;
            this.id = id;
        }

        @Override
        public boolean equals(Object other) {
            return other instanceof Order order && order.id.equals(id);
        }

        @Override
        public int hashCode() {
            return id.hashCode();
        }

        @Override
        public int compareTo(Order other) {
            return id.compareTo(other.id);
        }

        @Override
        public String toString() {
            return id + " of " + customer.name;
        }
    }

    record Note(String text, Customer about) {}

    static final class EventLog implements Part {
        private final List<String> events = new ArrayList<>();
        private final List<String> shown = Collections.unmodifiableList(events);
        private final Set<String> seen = new LinkedHashSet<>();
        private final Set<String> shownSeen = Collections.unmodifiableSet(seen);
        private final Map<String, Integer> counts = Collections.synchronizedMap(new LinkedHashMap<>());
        private List<String> latest = List.of();

        @Override
        public String act(Random random) {
            String event = word(random);
            events.add(event);
            seen.add(event);
            counts.merge(event, 1, Integer::sum);
            latest = List.copyOf(events.subList(Math.max(0, events.size() - 3), events.size()));
            return shown.size() + " " + shownSeen + " " + counts + " " + latest;
        }
    }

    static final class Cached implements Part {
        private final List<Integer> numbers = new ArrayList<>();
        private final int factor;
        private transient Map<Integer, Integer> counts;

        Cached(int factor) {
            this.factor = factor;
        }

        @Override
        public String act(Random random) {
            if (counts == null) {
                counts = new LinkedHashMap<>();
                numbers.forEach(each -> counts.merge(each, 1, Integer::sum));
            }
            int number = random.nextInt(6) * factor;
            numbers.add(number);
            return number + " " + counts.merge(number, 1, Integer::sum);
        }
    }

    record Tree(String name, List<Tree> children) {
        Tree {
            children = List.copyOf(children);
        }

        Tree with(String child, int depth) {
            List<Tree> more = new ArrayList<>(children);
            if (depth == 0 || more.isEmpty()) {
                more.add(new Tree(child, List.of()));
            } else {
                more.set(0, more.get(0).with(child, depth - 1));
            }
            return new Tree(name, more);
        }
    }

    static final class Trees implements Part {
        private Tree root = new Tree("root", List.of());
        private final Map<Tree, Integer> versions = new LinkedHashMap<>();

        @Override
        public String act(Random random) {
            Integer known = versions.putIfAbsent(root, versions.size());
            root = root.with(word(random), random.nextInt(4));
            return known + " " + versions.containsKey(root) + " " + root;
        }
    }

    enum Color {
        RED,
        GREEN,
        BLUE {
            @Override
            public String toString() {
                return "blue";
            }
        }
    }

    static final class Colors implements Part {
        private final EnumMap<Color, List<Integer>> numbers = new EnumMap<>(Color.class);
        private final Set<Color> used = EnumSet.noneOf(Color.class);

        @Override
        public String act(Random random) {
            Color color = Color.values()[random.nextInt(3)];
            if (random.nextInt(3) == 0) {
                numbers.remove(color);
                used.remove(color);
            } else {
                numbers.computeIfAbsent(color, none -> new LinkedList<>()).add(random.nextInt(10));
                used.add(color);
            }
            return numbers + " " + used + " " + EnumSet.complementOf((EnumSet<Color>) used);
        }
    }

    static final class ByLength implements Comparator<String> {
        @Override
        public int compare(String left, String right) {
            return Integer.compare(left.length(), right.length());
        }
    }

    static final class Jobs implements Part {
        private final PriorityQueue<String> byLength = new PriorityQueue<>(new ByLength());
        private final PriorityQueue<Integer> largestFirst = new PriorityQueue<>(Comparator.reverseOrder());
        private final ArrayDeque<String> waiting = new ArrayDeque<>();

        @Override
        public String act(Random random) {
            byLength.add("x".repeat(random.nextInt(5)) + random.nextInt(10));
            largestFirst.add(random.nextInt(30));
            waiting.addFirst(word(random));
            String polled = random.nextBoolean() ? byLength.poll() + " " + largestFirst.poll() : waiting.pollLast();
            return polled + " " + byLength + " " + largestFirst + " " + waiting;
        }
    }

    static final class Sorted implements Part {
        private final TreeMap<String, Integer> backwards = new TreeMap<>(Comparator.reverseOrder());
        private final TreeSet<String> anyCase = new TreeSet<>(String.CASE_INSENSITIVE_ORDER);
        private final NavigableMap<String, Integer> longestFirst =
                new TreeMap<>(Collections.reverseOrder(new ByLength()));
        private final NavigableMap<String, Integer> shown = Collections.unmodifiableNavigableMap(backwards);

        @Override
        public String act(Random random) {
            String word = random.nextBoolean() ? word(random) : word(random).toUpperCase(java.util.Locale.ROOT);
            backwards.put(word, random.nextInt(9));
            longestFirst.merge(word, 1, Integer::sum);
            return anyCase.add(word) + " " + anyCase + " " + shown.headMap("w5") + " " + longestFirst;
        }
    }

    static class Repository<T> {
        protected final Map<String, T> byId = new LinkedHashMap<>();
        protected final List<Map<String, T>> versions = new ArrayList<>();
        protected Optional<T> last = Optional.empty();

        int put(String id, T value) {
            byId.put(id, value);
            if (versions.size() < 5) {
                versions.add(new LinkedHashMap<>(byId));
            }
            last = Optional.of(value);
            return byId.size();
        }
    }

    static final class User {
        private final String name;
        private int logins;

        User(String name) {
            this.name = name;
        }

        @Override
        public String toString() {
            return name + logins;
        }
    }

    static final class Users extends Repository<User> implements Part {
        @Override
        public String act(Random random) {
            last.ifPresent(each -> each.logins++);
            return put(word(random), new User(word(random))) + " " + byId + " " + versions + " " + last;
        }
    }

    static final class Nested implements Part {
        private final Map<String, List<Map<Integer, Set<String>>>> all = new TreeMap<>();

        @Override
        public String act(Random random) {
            List<Map<Integer, Set<String>>> list = all.computeIfAbsent(word(random), none -> new ArrayList<>());
            if (list.size() < 2) {
                list.add(new LinkedHashMap<>());
            }
            list.get(list.size() - 1)
                    .computeIfAbsent(random.nextInt(3), none -> new LinkedHashSet<>())
                    .add(word(random));
            return all.toString();
        }
    }
}
