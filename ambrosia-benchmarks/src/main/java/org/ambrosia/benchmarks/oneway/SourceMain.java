package org.ambrosia.benchmarks.oneway;

import java.nio.file.Path;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.ambrosia.benchmarks.process.Allocation;
import org.ambrosia.benchmarks.process.Side;
import org.ambrosia.runtime.api.Instance;

/** The source: {@code directory payloadBytes calls warmups}, and with a coordinator in another process {@code receivePort sendPort}. */
public final class SourceMain {
    private static final long SAY_SECONDS = 10;

    private SourceMain() {}

    /** Runs until everything was taken. */
    public static void main(String[] args) throws InterruptedException {
        Allocation.reportIfWanted();
        long calls = Long.parseLong(args[2]);
        CountDownLatch done = new CountDownLatch(1);
        SendingSource immortal = new SendingSource(Integer.parseInt(args[1]), calls, Integer.parseInt(args[3]), done);
        try (Instance source = Side.start("source", immortal, Path.of(args[0]), Side.ports(args, 4))) {
            source.awaitServing();
            while (!done.await(SAY_SECONDS, TimeUnit.SECONDS)) {
                System.out.println("CALLS " + immortal.takenCalls());
            }
            System.out.println("RESULT " + calls + " " + immortal.tookNanos() + " " + immortal.tookBytes());
        }
    }
}
