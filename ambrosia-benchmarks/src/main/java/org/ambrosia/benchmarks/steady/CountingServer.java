package org.ambrosia.benchmarks.steady;

import java.util.ArrayList;
import java.util.List;

/** Counts, in as much state as is wanted. */
final class CountingServer extends CounterImmortal {
    /** Begins a line that says how far this process has come. */
    static final String EXECUTED = "EXECUTED ";

    /** Begins a line that says that a call was lost or came twice. */
    static final String WRONG = "WRONG ";

    private static final int EVERY = 50;
    private static final int PIECE_BYTES = 1 << 20;

    private final transient long stateBytes;
    private final List<byte[]> state = new ArrayList<>();
    private long last;

    CountingServer(long stateBytes) {
        this.stateBytes = stateBytes;
    }

    @Override
    protected void onFirstStart() {
        for (long left = stateBytes; left > 0; left -= PIECE_BYTES) {
            state.add(new byte[(int) Math.min(left, PIECE_BYTES)]);
        }
    }

    @Override
    public void count(long number, byte[] filler, PacerProxy from) {
        if (number != last + 1) {
            System.out.println(WRONG + "after " + last + " came " + number);
        }
        last = number;
        if (number % EVERY == 0) {
            System.out.println(EXECUTED + number);
        }
        from.countedFork(number);
    }
}
