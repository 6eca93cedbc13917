package jobs;

import java.util.Comparator;

/** A class with a name, in place of {@code Comparator.comparing(Job::dueDay)}. */
final class ByDue implements Comparator<Job> {
    @Override
    public int compare(Job left, Job right) {
        return Integer.compare(left.dueDay(), right.dueDay());
    }
}
