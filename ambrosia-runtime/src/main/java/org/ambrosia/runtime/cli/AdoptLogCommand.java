package org.ambrosia.runtime.cli;

import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.ambrosia.runtime.api.InstanceConfig;
import org.ambrosia.runtime.node.Engines;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code ambrosia adopt-log}. */
@Command(
        name = "adopt-log",
        mixinStandardHelpOptions = true,
        description = {
            "Lets an instance go on with a log that was copied, or brought from another machine, which is refused otherwise.",
            "The instance must run nowhere else, and never again from the log that this one was copied from: calls would be"
                    + " lost or doubled.",
            "All of the log is read before; one that is not whole is refused."
        },
        footer = "  ambrosia adopt-log -i=server -l=/restored/logs")
final class AdoptLogCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    @Mixin
    private InstanceOption instance;

    @Option(
            names = {"-l", "--log"},
            paramLabel = "DIR",
            defaultValue = "ambrosia-data/logs",
            description =
                    "The directory that holds the logs, each instance's in a folder of its own (${DEFAULT-VALUE}).")
    private Path log;

    @Option(
            names = "--incomplete",
            description =
                    "Also if it is not whole: what is missing is lost. As a copy that was made while the instance ran.")
    private boolean incomplete;

    @Override
    public Integer call() {
        InstanceConfig config = InstanceConfig.builder(instance.name())
                .logDirectory(log.toAbsolutePath().normalize())
                .build();
        Engines.logs().adopt(config, incomplete);
        PrintWriter out = spec.commandLine().getOut();
        out.println("The log of \"" + instance.name() + "\" in " + log + " is adopted. Start the instance.");
        out.flush();
        return 0;
    }
}
