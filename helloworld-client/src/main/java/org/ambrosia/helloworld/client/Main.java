package org.ambrosia.helloworld.client;

import java.nio.file.Path;
import org.ambrosia.runtime.Ambrosia;
import org.ambrosia.runtime.api.InstanceHandle;
import org.ambrosia.runtime.generated.ImmortalBase;

/**
 * Hosts one of the clients: {@code 1|2|3 [data directory] [messages]}. The data directory, by default
 * {@code ambrosia-data}, must be the server's; {@code messages} is how many client 3 sends, by default 2.
 */
public final class Main {
    private Main() {}

    /** Starts a client, and ends when it is done. */
    public static void main(String[] args) throws InterruptedException {
        String which = args.length > 0 ? args[0] : "1";
        Path data = Path.of(args.length > 1 ? args[1] : "ambrosia-data");
        int messages = args.length > 2 ? Integer.parseInt(args[2]) : 2;
        Console console = new Console();
        try (InstanceHandle client = Ambrosia.deploy("client", client(which, console, messages))
                .port(1500)
                .logDirectory(data.resolve("logs"))
                .registryDirectory(data.resolve("registry"))
                .start()) {
            client.awaitServing();
            console.awaitEnd();
        }
    }

    private static ImmortalBase client(String which, Console console, int messages) {
        return switch (which) {
            case "1" -> new HelloClient1(console);
            case "2" -> new HelloClient2(console);
            case "3" -> new HelloClient3(console, messages);
            default -> throw new IllegalArgumentException("expected client 1, 2 or 3, found " + which);
        };
    }
}
