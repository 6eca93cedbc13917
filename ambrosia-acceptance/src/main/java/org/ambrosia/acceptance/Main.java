package org.ambrosia.acceptance;

import java.nio.file.Path;
import org.ambrosia.runtime.Ambrosia;
import org.ambrosia.runtime.api.Instance;

/** Hosts the sender or the receiver: {@code sender|receiver, data directory, pause in milliseconds}. */
public final class Main {
    /** How many numbers are sent. */
    public static final long TOTAL = 100_000;

    private Main() {}

    /** Runs until killed. */
    public static void main(String[] args) throws InterruptedException {
        Path data = Path.of(args[1]);
        long pauseNanos = Long.parseLong(args[2]) * 1_000_000L;
        var immortal = args[0].equals("sender") ? new BatchSender(pauseNanos) : new CountingReceiver();
        try (Instance instance = Ambrosia.deploy(args[0], () -> immortal)
                .log(data.resolve("logs"))
                .registryDirectory(data.resolve("registry"))
                .with(settings -> settings.segmentBytes(256 << 10).takesOver(false))
                .start()) {
            instance.awaitServing();
            System.out.println("SERVING");
            instance.awaitTermination();
        }
    }
}
