package jobs;

import java.util.Comparator;

/** Comparators as constants. */
enum Order implements Comparator<Job> {
    LONGEST_NAME {
        @Override
        public int compare(Job left, Job right) {
            return Integer.compare(right.name().length(), left.name().length());
        }
    }
}
