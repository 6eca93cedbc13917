package org.ambrosia.benchmarks.process;

import java.nio.file.Path;
import org.ambrosia.runtime.Ambrosia;
import org.ambrosia.runtime.api.BindingPorts;
import org.ambrosia.runtime.api.Instance;

/** The coordinator of an instance whose application is another process: {@code instance directory receivePort sendPort}. */
public final class CoordinatorMain {
    private CoordinatorMain() {}

    /** Runs until killed. */
    public static void main(String[] args) throws InterruptedException {
        Path directory = Path.of(args[1]);
        try (Instance coordinator = Ambrosia.coordinate(args[0])
                .applicationPorts(new BindingPorts(Integer.parseInt(args[2]), Integer.parseInt(args[3])))
                .log(directory.resolve("logs"))
                .registryDirectory(directory.resolve("registry"))
                .start()) {
            coordinator.awaitTermination();
        }
    }
}
