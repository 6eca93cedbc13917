package jobs;

import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableSet;
import java.util.Optional;
import java.util.PriorityQueue;
import java.util.TreeSet;
import java.util.stream.Collectors;

public final class JobServer extends JobsImmortal {
    private final Map<String, PriorityQueue<Job>> queues = new LinkedHashMap<>();
    private final NavigableSet<Job> byDue = new TreeSet<>(new ByPriority(true, new ByDue()).reversed());
    private final Backlog backlog = new Backlog();

    public JobServer() {
        queues.put("natural", new PriorityQueue<>());
        queues.put("reverse", new PriorityQueue<>(Comparator.reverseOrder()));
        queues.put("due", new PriorityQueue<>(new ByDue()));
        queues.put("latest", new PriorityQueue<>(Collections.reverseOrder(new ByDue())));
        queues.put("priority", new PriorityQueue<>(new ByPriority(true, Comparator.naturalOrder())));
        queues.put("longest", new PriorityQueue<>(Order.LONGEST_NAME));
    }

    @Override
    public void submit(Job job) {
        for (PriorityQueue<Job> each : queues.values()) {
            each.add(job);
            if (each.size() > 15) {
                each.poll();
            }
        }
        byDue.add(job);
        if (byDue.size() > 10) {
            byDue.pollLast();
        }
        backlog.add(job);
    }

    @Override
    public Optional<Job> next(String queue) {
        return Optional.ofNullable(queue.equals("backlog") ? backlog.poll() : queues.get(queue).poll());
    }

    @Override
    public List<Job> due(int count) {
        PriorityQueue<Job> copy = new PriorityQueue<>(queues.get("due"));
        List<Job> first = new ArrayList<>();
        while (first.size() < count && !copy.isEmpty()) {
            first.add(copy.poll());
        }
        return first;
    }

    @Override
    public void postpone(String name, int days) {
        for (PriorityQueue<Job> queue : queues.values()) {
            List<Job> found = queue.stream().filter(each -> each.name().equals(name)).toList();
            queue.removeAll(found);
            found.forEach(each -> queue.add(new Job(name, each.priority(), each.dueDay() + days)));
        }
    }

    @Override
    public String describe() {
        return queues + " " + byDue + byDue.descendingSet() + " " + backlog + " "
                + queues.values().stream()
                        .map(each -> due(each) + "")
                        .collect(Collectors.joining(";"));
    }

    private static List<Job> due(PriorityQueue<Job> queue) {
        PriorityQueue<Job> copy = new PriorityQueue<>(queue);
        List<Job> all = new ArrayList<>();
        while (!copy.isEmpty()) {
            all.add(copy.poll());
        }
        return all;
    }
}
