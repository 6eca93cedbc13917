package org.ambrosia.acceptance;

import java.util.ArrayList;
import java.util.List;

/** Keeps a digest of everything that it was sent, and of everything that was wrong with it. */
final class CountingReceiver extends ReceiverImmortal {
    private long last;
    private long count;
    private long digest;
    private final List<String> wrong = new ArrayList<>();

    @Override
    public void number(long number, SenderProxy sender) {
        take(number);
        if (number % 1_000 == 0) {
            sender.confirmedFork(number);
        }
        if (number == Main.TOTAL) {
            System.out.println("RECEIVER last=" + last + " count=" + count + " digest=" + digest + " wrong=" + wrong);
        }
    }

    @Override
    public long next(long number) {
        take(number);
        return wrong.isEmpty() ? count : -1;
    }

    private void take(long number) {
        if (number != last + 1) {
            wrong.add("after " + last + " came " + number);
        }
        last = number;
        count++;
        digest = digest * 31 + number;
        if (number % 500 == 0) {
            System.out.println("PROGRESS " + number);
        }
    }

    @Override
    public long total() {
        return count;
    }
}
