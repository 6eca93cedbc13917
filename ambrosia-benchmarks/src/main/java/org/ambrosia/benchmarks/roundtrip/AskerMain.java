package org.ambrosia.benchmarks.roundtrip;

import java.nio.file.Path;
import java.util.concurrent.CountDownLatch;
import org.ambrosia.benchmarks.process.Side;
import org.ambrosia.benchmarks.report.RoundTrips;
import org.ambrosia.runtime.api.Instance;

/** Who asks: {@code directory payloadBytes calls outstanding}, and with a coordinator in another process {@code receivePort sendPort}. */
public final class AskerMain {
    private AskerMain() {}

    /** Runs until everything was answered. */
    public static void main(String[] args) throws InterruptedException {
        int calls = Integer.parseInt(args[2]);
        RoundTrips trips = new RoundTrips(calls);
        CountDownLatch done = new CountDownLatch(1);
        AskingAsker immortal =
                new AskingAsker(new byte[Integer.parseInt(args[1])], calls, Integer.parseInt(args[3]), trips, done);
        try (Instance asker = Side.start("asker", immortal, Path.of(args[0]), Side.ports(args, 4))) {
            asker.awaitServing();
            done.await();
            System.out.println(trips.result());
        }
    }
}
