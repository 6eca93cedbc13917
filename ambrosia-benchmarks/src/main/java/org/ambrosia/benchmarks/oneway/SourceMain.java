package org.ambrosia.benchmarks.oneway;

import java.nio.file.Path;
import java.util.concurrent.CountDownLatch;
import org.ambrosia.benchmarks.process.Side;
import org.ambrosia.runtime.api.InstanceHandle;

/** The source: {@code directory payloadBytes calls}, and with a coordinator in another process {@code receivePort sendPort}. */
public final class SourceMain {
    private SourceMain() {}

    /** Runs until everything was taken. */
    public static void main(String[] args) throws InterruptedException {
        long calls = Long.parseLong(args[2]);
        CountDownLatch done = new CountDownLatch(1);
        SendingSource immortal = new SendingSource(Integer.parseInt(args[1]), calls, done);
        try (InstanceHandle source = Side.start("source", immortal, Path.of(args[0]), Side.ports(args, 3))) {
            source.awaitServing();
            done.await();
            System.out.println("RESULT " + calls + " " + immortal.tookNanos() + " " + immortal.tookBytes());
        }
    }
}
