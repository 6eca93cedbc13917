package org.ambrosia.benchmarks.oneway;

import java.nio.file.Path;
import org.ambrosia.benchmarks.process.Side;
import org.ambrosia.runtime.api.Instance;

/** Starts the sink that was killed: {@code directory}. */
public final class RecoverMain {
    private RecoverMain() {}

    /** Runs until it has executed its log again; says how many calls that was, and how long it took. */
    public static void main(String[] args) throws InterruptedException {
        CountingSink sink = new CountingSink();
        long begin = System.nanoTime();
        try (Instance instance = Side.start("sink", sink, Path.of(args[0]), new int[0])) {
            long calls = sink.awaitPrimary();
            long took = System.nanoTime() - begin;
            instance.awaitServing();
            System.out.println("RESULT " + calls + " " + took);
        }
    }
}
