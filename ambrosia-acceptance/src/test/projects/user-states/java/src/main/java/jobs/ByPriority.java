package jobs;

import java.util.Comparator;

/** Has a state of its own. */
record ByPriority(boolean highestFirst, Comparator<Job> then) implements Comparator<Job> {
    @Override
    public int compare(Job left, Job right) {
        int order = Integer.compare(left.priority(), right.priority());
        return order == 0 ? then.compare(left, right) : highestFirst ? -order : order;
    }
}
