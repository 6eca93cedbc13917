package org.ambrosia.benchmarks.oneway;

import java.nio.file.Path;
import org.ambrosia.runtime.Ambrosia;
import org.ambrosia.runtime.api.InstanceHandle;
import org.ambrosia.runtime.generated.ImmortalBase;

/** How either program is deployed. */
final class Side {
    private Side() {}

    /** The receive and the send port, if these arguments are there; empty for a coordinator in the same process. */
    static int[] ports(String[] args, int at) {
        return args.length > at ? new int[] {Integer.parseInt(args[at]), Integer.parseInt(args[at + 1])} : new int[0];
    }

    static InstanceHandle start(String name, ImmortalBase immortal, Path directory, int[] ports) {
        if (ports.length > 0) {
            return Ambrosia.connect(name, immortal)
                    .ports(ports[0], ports[1])
                    .registryDirectory(directory.resolve("registry"))
                    .start();
        }
        return Ambrosia.deploy(name, immortal)
                .logDirectory(directory.resolve("logs"))
                .registryDirectory(directory.resolve("registry"))
                .start();
    }
}
