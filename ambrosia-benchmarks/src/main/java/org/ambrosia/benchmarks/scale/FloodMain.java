package org.ambrosia.benchmarks.scale;

import java.nio.file.Path;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.ambrosia.benchmarks.process.Allocation;
import org.ambrosia.benchmarks.process.Side;
import org.ambrosia.runtime.api.Instance;

/** Fills an outbox whose destination is absent: {@code directory bytes payloadBytes}. */
public final class FloodMain {
    private static final long LOOK_MILLIS = 200;

    private FloodMain() {}

    /** Says every fifth of a second how many bytes were made, when, and how much of the heap is used. */
    public static void main(String[] args) throws InterruptedException {
        AtomicLong made = new AtomicLong();
        CountDownLatch done = new CountDownLatch(1);
        FloodingFlooder flooder =
                new FloodingFlooder(Long.parseLong(args[1]), new byte[Integer.parseInt(args[2])], made, done);
        long begin = System.nanoTime();
        try (Instance running = Side.start("flooder", flooder, Path.of(args[0]), new int[0])) {
            running.awaitServing();
            boolean ended = false;
            while (!ended) {
                ended = done.await(LOOK_MILLIS, TimeUnit.MILLISECONDS);
                System.out.println(
                        "MADE " + made.get() + " " + (System.nanoTime() - begin) + " " + Allocation.usedHeapBytes());
            }
        }
    }
}
