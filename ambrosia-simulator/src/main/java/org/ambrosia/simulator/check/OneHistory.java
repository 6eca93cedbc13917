package org.ambrosia.simulator.check;

import java.util.ArrayList;
import java.util.List;

/**
 * What an instance took of another one whose log was exchanged for an older one, or copied, so that it made calls in more than one
 * history: from the first call on all calls of one history, none left out and none twice; until an operator had it forget what it has
 * taken, after which it goes on anywhere in either history.
 */
public final class OneHistory {
    private final String what;
    private final List<List<Long>> histories;
    private final List<Long> forgotten;
    private List<Place> places = new ArrayList<>();
    private int times;

    /**
     * Creates a checker.
     *
     * @param what who took of whom, for people to read
     * @param histories the calls that were made in each history; that which counts in the end is the last
     * @param forgotten for each time that it was to forget what it had taken, the first record that may know of that
     */
    public OneHistory(String what, List<List<Long>> histories, List<Long> forgotten) {
        this.what = what;
        this.histories = histories;
        this.forgotten = forgotten;
    }

    /** The next call is that with this index in this history. */
    private record Place(int history, int next) {}

    /** These calls were taken, and all is done. */
    public void took(List<Taken> calls) {
        for (int i = 0; i < histories.size(); i++) {
            places.add(new Place(i, 0));
        }
        for (Taken each : calls) {
            List<Place> after = follow(places, each.call());
            if (after.isEmpty()) {
                mayJump(each);
                after = follow(anywhere(each.call()), each.call());
            }
            Violation.unless(!after.isEmpty(), what + ": call " + each.call() + " was never made");
            places = after;
        }
        int last = histories.size() - 1;
        Violation.unless(
                places.contains(new Place(last, histories.get(last).size())),
                what + ": the end is missing of the calls that were made: " + histories.get(last) + ", taken were "
                        + calls);
    }

    private void mayJump(Taken call) {
        boolean may = times < forgotten.size() && forgotten.get(times) <= call.sequence();
        Violation.unless(
                may,
                what + ": call " + call.call() + " in record " + call.sequence()
                        + " is not the next one in the history of those before; made were " + histories
                        + ", forgotten was in records " + forgotten);
        times++;
    }

    private List<Place> follow(List<Place> from, long call) {
        List<Place> after = new ArrayList<>();
        for (Place each : from) {
            List<Long> made = histories.get(each.history());
            if (each.next() < made.size() && made.get(each.next()) == call) {
                after.add(new Place(each.history(), each.next() + 1));
            }
        }
        return after;
    }

    private List<Place> anywhere(long call) {
        List<Place> found = new ArrayList<>();
        for (int i = 0; i < histories.size(); i++) {
            int index = histories.get(i).indexOf(call);
            if (index >= 0) {
                found.add(new Place(i, index));
            }
        }
        return found;
    }
}
