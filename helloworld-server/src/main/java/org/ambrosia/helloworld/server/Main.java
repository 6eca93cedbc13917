package org.ambrosia.helloworld.server;

import java.nio.file.Path;
import java.util.List;
import org.ambrosia.runtime.Ambrosia;
import org.ambrosia.runtime.api.AmbrosiaException;
import org.ambrosia.runtime.api.InstanceHandle;

/**
 * Hosts the server, until it is stopped. Arguments: {@code [data directory]}, by default {@code ambrosia-data}, runs its coordinator
 * in this process; {@code server TWOPROC [receivePort sendPort]}, by default 2001 and 2000, connects to a coordinator that is a
 * process of its own.
 */
public final class Main {
    private Main() {}

    /** Starts the server. */
    public static void main(String[] args) throws InterruptedException {
        try (InstanceHandle server = startOrExit(List.of(args))) {
            server.awaitServing();
            System.out.println("The server is ready.");
            server.awaitTermination();
        } catch (AmbrosiaException logged) {
            System.exit(1);
        }
    }

    /** What ends an instance that was started is in its log. */
    private static InstanceHandle startOrExit(List<String> args) {
        try {
            return start(args);
        } catch (AmbrosiaException failed) {
            System.err.println(failed.getMessage());
            System.exit(1);
            throw failed;
        }
    }

    private static InstanceHandle start(List<String> args) {
        int twoProcesses = args.indexOf("TWOPROC");
        if (twoProcesses >= 0) {
            List<String> ports = args.subList(twoProcesses + 1, args.size());
            return connect(
                    ports.isEmpty() ? 2001 : Integer.parseInt(ports.get(0)),
                    ports.size() < 2 ? 2000 : Integer.parseInt(ports.get(1)));
        }
        return deploy(Path.of(args.isEmpty() ? "ambrosia-data" : args.get(0)));
    }

    private static InstanceHandle deploy(Path data) {
        return Ambrosia.deploy("server", new HelloServer())
                .port(2500)
                .log(data.resolve("logs"))
                .registryDirectory(data.resolve("registry"))
                .start();
    }

    private static InstanceHandle connect(int receivePort, int sendPort) {
        return Ambrosia.connect("server", new HelloServer())
                .ports(receivePort, sendPort)
                .start();
    }
}
