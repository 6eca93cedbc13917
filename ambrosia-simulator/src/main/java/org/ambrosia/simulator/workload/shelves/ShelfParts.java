package org.ambrosia.simulator.workload.shelves;

import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.Set;

/** What is on a shelf. Each part does something that a number says, and answers with what a caller could see of it. */
final class ShelfParts {
    private static final int KINDS = 5;
    private static final int MOST_CACHED = 4;
    private static final int MOST_EVENTS = 6;
    private static final int MOST_NODES = 6;
    private static final int MOST_JOBS = 8;

    /** In order of access. */
    private final Map<String, Long> cache = new LinkedHashMap<>(8, 0.75f, true);

    private final List<String> events = new ArrayList<>();
    /** Follows the events. */
    private final List<String> shown = Collections.unmodifiableList(events);

    private final EnumMap<Color, List<Long>> byColor = new EnumMap<>(Color.class);
    private final PriorityQueue<Job> jobs = new PriorityQueue<>();
    /** They refer to each other, themselves, and are known by what they are and not by what is in them. */
    private final List<Node> nodes = new ArrayList<>();

    enum Color {
        RED,
        GREEN,
        BLUE
    }

    record Job(long urgency, String name) implements Comparable<Job> {
        @Override
        public int compareTo(Job other) {
            return Long.compare(urgency, other.urgency);
        }
    }

    static final class Node {
        private final Set<Node> neighbors = new LinkedHashSet<>();
        private final int number;

        Node(int number) {
            this.number = number;
        }

        @Override
        public String toString() {
            return "n" + number;
        }
    }

    String act(long choice) {
        long rest = Math.floorDiv(choice, KINDS);
        return switch ((int) Math.floorMod(choice, (long) KINDS)) {
            case 0 -> cached(rest);
            case 1 -> logged(rest);
            case 2 -> colored(rest);
            case 3 -> queued(rest);
            default -> joined(rest);
        };
    }

    private String cached(long choice) {
        String key = "k" + Math.floorMod(choice, 7);
        if (choice % 2 == 0) {
            return key + "=" + cache.get(key);
        }
        cache.put(key, choice % 100);
        if (cache.size() > MOST_CACHED) {
            cache.remove(cache.keySet().iterator().next());
        }
        return cache.keySet().toString();
    }

    private String logged(long choice) {
        events.add("e" + choice % 1_000);
        if (events.size() > MOST_EVENTS) {
            events.remove(0);
        }
        return shown.toString();
    }

    private String colored(long choice) {
        Color color = Color.values()[Math.floorMod(choice, Color.values().length)];
        if (choice % 3 == 0) {
            byColor.remove(color);
        } else {
            List<Long> numbers = byColor.computeIfAbsent(color, none -> new ArrayList<>());
            numbers.add(choice % 10);
            if (numbers.size() > MOST_EVENTS) {
                numbers.clear();
            }
        }
        return byColor.toString();
    }

    private String queued(long choice) {
        jobs.add(new Job(Math.floorMod(choice, 5), "j" + choice % 100));
        return jobs.size() > MOST_JOBS || choice % 2 == 0 ? String.valueOf(jobs.poll()) : jobs.toString();
    }

    private String joined(long choice) {
        if (nodes.size() < MOST_NODES) {
            nodes.add(new Node(nodes.size()));
        }
        Node from = nodes.get(Math.floorMod(choice, nodes.size()));
        Node to = nodes.get(Math.floorMod(choice / MOST_NODES, nodes.size()));
        boolean added = from.neighbors.add(to);
        to.neighbors.add(from);
        boolean left = choice % 4 == 0 && from.neighbors.remove(from);
        return added + " " + left + " " + from.neighbors + " " + to.neighbors.contains(from);
    }
}
