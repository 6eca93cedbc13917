package org.ambrosia.runtime.cli;

import java.io.PrintWriter;
import java.time.Duration;
import java.util.concurrent.Callable;
import org.ambrosia.runtime.node.RemoteRequest;
import org.ambrosia.runtime.registry.Registry;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code ambrosia checkpoint}. */
@Command(
        name = "checkpoint",
        mixinStandardHelpOptions = true,
        description = {
            "Lets an instance that runs take a checkpoint now, however little was logged since the last one, and waits until it is"
                    + " stored. What was logged before is not executed again at the next start.",
            "Calls go on meanwhile. Of an instance with replicas, the one that takes the checkpoints stores it; while none does,"
                    + " the command fails."
        },
        footer = "  ambrosia checkpoint -i=server")
final class CheckpointCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    @Mixin
    private InstanceOption instance;

    @Option(
            names = "--timeout",
            paramLabel = "SECONDS",
            defaultValue = "60",
            description = "How long to wait for it (${DEFAULT-VALUE}).")
    private int seconds;

    @Mixin
    private RegistryOptions registries;

    @Override
    public Integer call() throws InterruptedException {
        SettingsOptions.check(seconds >= 1, "--timeout", seconds, "1 or more");
        registries.knownLog(instance.name());
        Registry registry = registries.open();
        RemoteRequest.checkTakesCheckpoints(registry, instance.name());
        long begin = System.nanoTime();
        RemoteRequest.checkpoint(registry, instance.name(), Duration.ofSeconds(seconds));
        PrintWriter out = spec.commandLine().getOut();
        out.println("A checkpoint of \"" + instance.name() + "\" is stored, after "
                + (System.nanoTime() - begin) / 1_000_000 + " ms. See: ambrosia log -i=" + instance.name());
        out.flush();
        return 0;
    }
}
