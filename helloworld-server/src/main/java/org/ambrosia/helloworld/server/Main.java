package org.ambrosia.helloworld.server;

import java.nio.file.Path;
import org.ambrosia.runtime.Ambrosia;
import org.ambrosia.runtime.api.InstanceHandle;

/** Hosts the server: {@code [data directory]}, by default {@code ambrosia-data}. Runs until it is stopped. */
public final class Main {
    private Main() {}

    /** Starts the server. */
    public static void main(String[] args) throws InterruptedException {
        Path data = Path.of(args.length > 0 ? args[0] : "ambrosia-data");
        try (InstanceHandle server = Ambrosia.deploy("server", new HelloServer())
                .port(2500)
                .logDirectory(data.resolve("logs"))
                .registryDirectory(data.resolve("registry"))
                .start()) {
            server.awaitServing();
            System.out.println("The server is ready.");
            server.awaitTermination();
        }
    }
}
