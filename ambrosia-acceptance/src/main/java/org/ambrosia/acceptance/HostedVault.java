package org.ambrosia.acceptance;

import java.nio.file.Path;
import java.time.Duration;
import org.ambrosia.runtime.Ambrosia;
import org.ambrosia.runtime.api.Instance;

/** Hosts the vault: {@code data directory, secret, directory of certificates or -}. Reports how it is, until killed. */
public final class HostedVault {
    private static final Duration REPORT = Duration.ofSeconds(1);
    private static final int MAX_MESSAGE_BYTES = 1 << 20;

    private HostedVault() {}

    /** Runs until killed, or until the instance ends. */
    public static void main(String[] args) throws InterruptedException {
        Path data = Path.of(args[0]);
        GuardedVault vault = new GuardedVault(Long.parseLong(args[1]));
        try (Instance instance = Ambrosia.deploy("vault", () -> vault)
                .log(data.resolve("logs"))
                .registryDirectory(data.resolve("registry"))
                .with(settings -> {
                    settings.segmentBytes(16 << 20)
                            .maxMessageBytes(MAX_MESSAGE_BYTES)
                            .takesOver(false);
                    if (!args[2].equals("-")) {
                        settings.tlsDirectory(Path.of(args[2]));
                    }
                })
                .start()) {
            instance.awaitServing();
            System.out.println("SERVING " + instance.port());
            do {
                System.gc();
                Runtime runtime = Runtime.getRuntime();
                System.out.println("STATE heap=" + (runtime.totalMemory() - runtime.freeMemory()) + " serving="
                        + instance.status().serving() + " " + vault.report());
            } while (!instance.awaitTermination(REPORT));
        }
    }
}
