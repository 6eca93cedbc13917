package org.ambrosia.benchmarks.cli;

import picocli.CommandLine;
import picocli.CommandLine.Command;

/** {@code bin/ambrosia bench}: measures. */
@Command(
        name = "bench",
        description = "Measures; each command shows a table, and writes it as text, CSV and a plot.",
        mixinStandardHelpOptions = true,
        subcommands = {
            OneWayCommand.class,
            RoundTripCommand.class,
            FailoverCommand.class,
            CheckpointCommand.class,
            RecoveryCommand.class,
            PtiCommand.class,
            ScaleCommand.class,
            OutboxCommand.class,
            StateCommand.class,
            SteadyCommand.class,
            RawCommand.class,
            CommandLine.HelpCommand.class
        })
public final class Main {
    private Main() {}

    /** Runs a command. */
    public static void main(String[] args) {
        CommandLine commandLine = new CommandLine(new Main());
        commandLine.setExecutionExceptionHandler((failure, command, parsed) -> {
            failure.printStackTrace(command.getErr());
            return 1;
        });
        System.exit(commandLine.execute(args));
    }
}
