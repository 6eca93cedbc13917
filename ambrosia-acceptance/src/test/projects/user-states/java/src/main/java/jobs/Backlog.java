package jobs;

import java.util.PriorityQueue;

/** Declares the comparator in a field, so that it need not be registered. */
final class Backlog {
    private record Waiting(Job job, long number) {}

    private static final class FirstInFirstOut implements java.util.Comparator<Waiting> {
        @Override
        public int compare(Waiting left, Waiting right) {
            int order = Integer.compare(right.job().priority(), left.job().priority());
            return order == 0 ? Long.compare(left.number(), right.number()) : order;
        }
    }

    private final FirstInFirstOut order = new FirstInFirstOut();
    private final PriorityQueue<Waiting> waiting = new PriorityQueue<>(order);
    private long last;

    void add(Job job) {
        waiting.add(new Waiting(job, ++last));
        if (waiting.size() > 12) {
            waiting.poll();
        }
    }

    Job poll() {
        Waiting next = waiting.poll();
        return next == null ? null : next.job();
    }

    @Override
    public String toString() {
        return waiting + " " + (waiting.comparator() == order);
    }
}
