package org.ambrosia.helloworld.client;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.ambrosia.runtime.Ambrosia;
import org.ambrosia.runtime.api.AmbrosiaException;
import org.ambrosia.runtime.api.BindingPorts;
import org.ambrosia.runtime.api.ImmortalObject;
import org.ambrosia.runtime.api.Instance;

/**
 * Hosts one of the clients: {@code 1|2|3 [data directory] [messages]} runs its coordinator in this process, {@code 1|2|3 TWOPROC
 * [receivePort sendPort [messages]]} connects to one that is a process of its own. The ports are the application's, by default 1001
 * and 1000: it receives where its coordinator sends. The data directory, by
 * default {@code ambrosia-data}, must be the server's; {@code messages} is how many client 3 sends, by default 2.
 */
public final class Main {
    private Main() {}

    /** Starts a client, and ends when it is done. */
    public static void main(String[] args) throws InterruptedException {
        String wrong = whatIsWrong(List.of(args));
        if (wrong != null) {
            System.err.println(wrong);
            System.exit(2);
        }
        Console console = new Console();
        try (Instance client = startOrExit(List.of(args), console)) {
            client.awaitServing();
            // Until the client is done; an instance that fails says so by an exception.
            while (!console.awaitEnd() && !client.awaitTermination(Duration.ZERO)) {}
        } catch (AmbrosiaException logged) {
            System.exit(1);
        }
    }

    /** What ends an instance that was started is in its log. */
    private static Instance startOrExit(List<String> args, Console console) {
        try {
            return start(args, console);
        } catch (AmbrosiaException failed) {
            System.err.println(failed.getMessage());
            System.exit(1);
            throw failed;
        }
    }

    private static String whatIsWrong(List<String> args) {
        boolean isClient = List.of("1", "2", "3").contains(argument(args, 0, "1"));
        boolean areNumbers = args.stream()
                .skip(argument(args, 1, "").equals("TWOPROC") ? 2 : Math.min(2, args.size()))
                .allMatch(each -> each.matches("[0-9]{1,10}") && Long.parseLong(each) <= Integer.MAX_VALUE);
        return isClient && areNumbers
                ? null
                : "helloworld-client: expected 1, 2 or 3, and then [DIR [messages]] or TWOPROC [receivePort sendPort"
                        + " [messages]], found " + String.join(" ", args) + ".";
    }

    private static Instance start(List<String> args, Console console) {
        String which = argument(args, 0, "1");
        if (argument(args, 1, "").equals("TWOPROC")) {
            return Ambrosia.connect("client", () -> client(which, console, argument(args, 4, "2")))
                    .ports(new BindingPorts(
                            /* receivePort= */ Integer.parseInt(argument(args, 3, "1000")),
                            /* sendPort= */ Integer.parseInt(argument(args, 2, "1001"))))
                    .start();
        }
        Path data = Path.of(argument(args, 1, "ambrosia-data"));
        return Ambrosia.deploy("client", () -> client(which, console, argument(args, 2, "2")))
                .port(1500)
                .log(data.resolve("logs"))
                .registryDirectory(data.resolve("registry"))
                .start();
    }

    private static String argument(List<String> args, int index, String otherwise) {
        return args.size() > index ? args.get(index) : otherwise;
    }

    private static ImmortalObject client(String which, Console console, String messages) {
        return switch (which) {
            case "1" -> new HelloClient1(console);
            case "2" -> new HelloClient2(console);
            case "3" -> new HelloClient3(console, Integer.parseInt(messages));
            default -> throw new IllegalArgumentException("expected client 1, 2 or 3, found " + which);
        };
    }
}
