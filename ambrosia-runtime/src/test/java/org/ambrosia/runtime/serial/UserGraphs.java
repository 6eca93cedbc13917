package org.ambrosia.runtime.serial;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;

/** Parts of states whose objects refer to each other, or to one another's arrays and singletons. */
final class UserGraphs {
    private UserGraphs() {}

    static final class Grid implements UserStates.Part {
        private final int[][] cells = new int[3][];
        private final int[] shared = {1, 2, 3};
        private final Object[] anything = {shared, "text", null, 1.5, 'c', (byte) 1, 5L};
        private final List<Object> listed = Arrays.asList(anything);
        private final String[][] words = {{"a"}, {}};

        @Override
        public String act(Random random) {
            int row = random.nextInt(3);
            cells[row] = random.nextBoolean() ? shared : new int[] {random.nextInt(5), 0, 0};
            cells[row][1]++;
            listed.set(2, UserStates.word(random));
            words[0][0] = UserStates.word(random);
            return Arrays.deepToString(cells)
                    + Arrays.deepToString(anything)
                    + listed.size()
                    + Arrays.deepToString(words);
        }
    }

    static final class Node {
        private final Set<Node> neighbors = new LinkedHashSet<>();
        private final Map<Node, Integer> weights = new LinkedHashMap<>();
        private Node last;
        private final int number;

        Node(int number) {
            this.number = number;
        }

        @Override
        public String toString() {
            return "n" + number;
        }
    }

    static final class Network implements UserStates.Part {
        private final List<Node> nodes = new ArrayList<>();

        @Override
        public String act(Random random) {
            if (nodes.size() < 8) {
                nodes.add(new Node(nodes.size()));
            }
            Node from = nodes.get(random.nextInt(nodes.size()));
            Node to = nodes.get(random.nextInt(nodes.size()));
            boolean added = from.neighbors.add(to);
            to.neighbors.add(from);
            from.weights.merge(to, 1, Integer::sum);
            Node before = from.last;
            from.last = to;
            return added + " " + from.neighbors + " " + to.weights + " " + before + " "
                    + from.neighbors.contains(from.last);
        }
    }

    static final class Link {
        private final Link next;
        private final int number;

        Link(Link next, int number) {
            this.next = next;
            this.number = number;
        }
    }

    static final class Chain implements UserStates.Part {
        private Link first;
        private long sum;

        @Override
        public String act(Random random) {
            for (int i = random.nextInt(300); i > 0; i--) {
                first = new Link(first, i);
                sum += i;
            }
            long found = 0;
            for (Link each = first; each != null; each = each.next) {
                found += each.number;
            }
            return found + " " + (found == sum);
        }
    }

    static final class Nothing implements java.io.Serializable {
        private static final long serialVersionUID = 1L;
        static final Nothing INSTANCE = new Nothing();

        private Nothing() {}

        private Object readResolve() {
            return INSTANCE;
        }
    }

    record Team(String name, Set<Player> players) {
        Team {
            players = new LinkedHashSet<>(players);
        }
    }

    static final class Player {
        private Team team;
        private final String name;

        Player(String name) {
            this.name = name;
        }

        @Override
        public boolean equals(Object other) {
            return other instanceof Player player && player.name.equals(name);
        }

        @Override
        public int hashCode() {
            return name.hashCode();
        }
    }

    static final class Odds implements UserStates.Part {
        private final Object lock = new Object();
        private final Map<String, Object> values = new LinkedHashMap<>();
        private Player captain = new Player("nobody");

        @Override
        public String act(Random random) {
            synchronized (lock) {
                values.put("lock", lock);
                values.put(UserStates.word(random), Nothing.INSTANCE);
                values.put("date", java.time.LocalDate.ofEpochDay(random.nextInt(10_000)));
                values.put("money", java.math.BigDecimal.valueOf(random.nextInt(100), 2));
                Player player = new Player(UserStates.word(random));
                player.team = new Team(UserStates.word(random), new LinkedHashSet<>(List.of(player, captain)));
                captain.team = player.team;
                captain = player;
                return (values.get("lock") == lock) + " "
                        + values.values().stream()
                                .filter(each -> each == Nothing.INSTANCE)
                                .count() + " "
                        + values.get("date") + " " + values.get("money") + " " + values.keySet() + " "
                        + captain.team.players().contains(captain) + " "
                        + captain.team.players().size();
            }
        }
    }
}
