package org.ambrosia.benchmarks.steady;

import org.ambrosia.runtime.Ambrosia;
import org.ambrosia.runtime.api.AmbrosiaException;
import org.ambrosia.runtime.api.BindingPorts;
import org.ambrosia.runtime.api.Instance;

/** The application of a counting server: {@code receivePort sendPort stateBytes}. */
public final class ServerMain {
    private ServerMain() {}

    /** Runs until killed, or replaced. */
    public static void main(String[] args) throws InterruptedException {
        try (Instance server = Ambrosia.connect("server", () -> new CountingServer(Long.parseLong(args[2])))
                .ports(new BindingPorts(
                        /* receivePort= */ Integer.parseInt(args[1]), /* sendPort= */ Integer.parseInt(args[0])))
                .start()) {
            server.awaitTermination();
        } catch (AmbrosiaException ended) {
            System.out.println(ended.getMessage());
            System.exit(1);
        }
    }
}
