package org.ambrosia.runtime.cli;

import java.io.PrintWriter;
import java.util.concurrent.Callable;
import org.ambrosia.runtime.api.LogLocation;
import org.ambrosia.runtime.log.LogEngine;
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
            paramLabel = "LOG",
            defaultValue = "ambrosia-data/logs",
            description =
                    "Where the logs are: a directory, with each instance's in a folder of its own, or the location of"
                            + " another log engine, as SCHEME:… (${DEFAULT-VALUE}).")
    private LogLocation log;

    @Option(
            names = "--incomplete",
            description =
                    "Also if it is not whole: what is missing is lost. As a copy that was made while the instance ran.")
    private boolean incomplete;

    @Override
    public Integer call() {
        try (LogEngine engine = Engines.logs(log)) {
            engine.adopt(instance.name(), incomplete);
        }
        PrintWriter out = spec.commandLine().getOut();
        out.println("The log of \"" + instance.name() + "\" in " + log + " is adopted. Start the instance.");
        out.flush();
        return 0;
    }
}
