package org.ambrosia.helloworld.server;

import java.nio.file.Path;
import java.util.List;
import org.ambrosia.runtime.Ambrosia;
import org.ambrosia.runtime.api.AmbrosiaException;
import org.ambrosia.runtime.api.BindingPorts;
import org.ambrosia.runtime.api.Instance;

/**
 * Hosts the server, until it is stopped. Arguments: {@code [data directory]}, by default {@code ambrosia-data}, runs its coordinator
 * in this process; {@code server TWOPROC [receivePort sendPort]} connects to a coordinator that is a process of its own. The ports
 * are the application's, by default 2001 and 2000: it receives where its coordinator sends.
 */
public final class Main {
    private Main() {}

    /** Starts the server. */
    public static void main(String[] args) throws InterruptedException {
        try (Instance server = startOrExit(List.of(args))) {
            server.awaitServing();
            System.out.println("The server is ready.");
            server.awaitTermination();
        } catch (AmbrosiaException logged) {
            System.exit(1);
        }
    }

    /** What ends an instance that was started is in its log. */
    private static Instance startOrExit(List<String> args) {
        try {
            return start(args);
        } catch (AmbrosiaException failed) {
            System.err.println(failed.getMessage());
            System.exit(1);
            throw failed;
        }
    }

    private static Instance start(List<String> args) {
        int twoProcesses = args.indexOf("TWOPROC");
        if (twoProcesses >= 0) {
            List<String> ports = args.subList(twoProcesses + 1, args.size());
            return connect(new BindingPorts(
                    /* receivePort= */ ports.size() < 2 ? 2000 : Integer.parseInt(ports.get(1)),
                    /* sendPort= */ ports.isEmpty() ? 2001 : Integer.parseInt(ports.get(0))));
        }
        return deploy(Path.of(args.isEmpty() ? "ambrosia-data" : args.get(0)));
    }

    private static Instance deploy(Path data) {
        return Ambrosia.deploy("server", HelloServer::new)
                .port(2500)
                .log(data.resolve("logs"))
                .registryDirectory(data.resolve("registry"))
                .start();
    }

    private static Instance connect(BindingPorts ports) {
        return Ambrosia.connect("server", HelloServer::new).ports(ports).start();
    }
}
