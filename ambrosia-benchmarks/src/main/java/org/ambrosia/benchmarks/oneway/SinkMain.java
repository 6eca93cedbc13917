package org.ambrosia.benchmarks.oneway;

import java.nio.file.Path;
import org.ambrosia.benchmarks.process.Allocation;
import org.ambrosia.benchmarks.process.Side;
import org.ambrosia.runtime.api.Instance;

/** The sink: {@code directory}, or with a coordinator in another process {@code directory receivePort sendPort}. */
public final class SinkMain {
    private SinkMain() {}

    /** Runs until killed. */
    public static void main(String[] args) throws InterruptedException {
        Allocation.reportIfWanted();
        try (Instance sink = Side.start("sink", new CountingSink(), Path.of(args[0]), Side.ports(args, 1))) {
            sink.awaitServing();
            System.out.println("READY");
            sink.awaitTermination();
        }
    }
}
