package org.ambrosia.benchmarks.process;

import java.nio.file.Path;
import org.ambrosia.runtime.Ambrosia;
import org.ambrosia.runtime.api.BindingPorts;
import org.ambrosia.runtime.api.Instance;
import org.ambrosia.runtime.codegen.ImmortalBase;

/** How the program of one side of a benchmark is deployed. */
public final class Side {
    /** The property that says after how many bytes a checkpoint is taken. */
    public static final String SEGMENT_BYTES = "ambrosia.benchmark.segmentBytes";

    private static final long DEFAULT_SEGMENT_BYTES = 256L << 20;

    private Side() {}

    /** The receive and the send port, if these arguments are there; empty for a coordinator in the same process. */
    public static int[] ports(String[] args, int at) {
        return args.length > at ? new int[] {Integer.parseInt(args[at]), Integer.parseInt(args[at + 1])} : new int[0];
    }

    /** Starts it, with its coordinator in this process, or in another one if there are ports. */
    public static Instance start(String name, ImmortalBase immortal, Path directory, int[] ports) {
        if (ports.length > 0) {
            return Ambrosia.connect(name, () -> immortal)
                    .ports(new BindingPorts(/* receivePort= */ ports[1], /* sendPort= */ ports[0]))
                    .registryDirectory(directory.resolve("registry"))
                    .start();
        }
        return Ambrosia.deploy(name, () -> immortal)
                .log(directory.resolve("logs"))
                .registryDirectory(directory.resolve("registry"))
                .with(settings -> settings.segmentBytes(Long.getLong(SEGMENT_BYTES, DEFAULT_SEGMENT_BYTES)))
                .start();
    }
}
