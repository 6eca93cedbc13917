package org.ambrosia.benchmarks.state;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.ambrosia.runtime.Ambrosia;
import org.ambrosia.runtime.api.Instance;

/** Starts an instance with much state, and takes checkpoints: {@code directory stateBytes checkpoints}. */
public final class HolderMain {
    private static final int TRIGGER_BYTES = 1 << 14;

    private HolderMain() {}

    /** Says how long the start took, in nanoseconds, and then each checkpoint; then the process dies without a word. */
    public static void main(String[] args) throws InterruptedException, IOException {
        Path logs = Path.of(args[0]).resolve("logs");
        HoldingHolder holder = new HoldingHolder(Long.parseLong(args[1]));
        long begin = System.nanoTime();
        try (Instance running = Ambrosia.deploy("holder", () -> holder)
                .log(logs)
                .registryDirectory(Path.of(args[0]).resolve("registry"))
                .with(settings -> settings.segmentBytes(TRIGGER_BYTES))
                .start()) {
            holder.awaitPrimary();
            running.awaitServing();
            System.out.println("STARTED " + (System.nanoTime() - begin));
            for (int i = Integer.parseInt(args[2]); i > 0; i--) {
                long newest = newestCheckpoint(logs);
                long asked = System.nanoTime();
                holder.touch(TRIGGER_BYTES);
                while (newestCheckpoint(logs) == newest) {
                    Thread.sleep(1);
                }
                System.out.println("CHECKPOINT " + (System.nanoTime() - asked));
            }
        }
        Runtime.getRuntime().halt(0);
    }

    private static long newestCheckpoint(Path logs) throws IOException {
        try (Stream<Path> files = Files.list(logs.resolve("holder"))) {
            return files.map(each -> each.getFileName().toString())
                    .filter(name -> name.endsWith(".checkpoint"))
                    .mapToLong(name -> Long.parseLong(name.substring(0, name.indexOf('.'))))
                    .max()
                    .orElse(-1);
        }
    }
}
