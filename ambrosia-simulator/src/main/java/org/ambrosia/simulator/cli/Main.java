package org.ambrosia.simulator.cli;

import java.util.logging.LogManager;
import org.ambrosia.simulator.cluster.SimulationFailure;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/** The simulator's commands. */
@Command(
        name = "ambrosia",
        subcommands = {SimulateCommand.class, MutantsCommand.class, FuzzCommand.class},
        mixinStandardHelpOptions = true,
        description = "Tools for those who work on Ambrosia itself.")
public final class Main {
    private Main() {}

    /** Runs a command; what instances log about simulated failures is not shown. */
    public static void main(String[] args) {
        LogManager.getLogManager().reset();
        int status;
        try {
            status = new CommandLine(new Main()).execute(args);
        } catch (SimulationFailure failed) {
            System.err.println(failed.getMessage());
            status = 1;
        }
        System.exit(status);
    }
}
