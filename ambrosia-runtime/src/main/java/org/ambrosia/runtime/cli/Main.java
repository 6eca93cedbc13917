package org.ambrosia.runtime.cli;

import picocli.CommandLine;
import picocli.CommandLine.Command;

/** {@code bin/ambrosia}: operates instances, and shows what they can do. */
@Command(
        name = "ambrosia",
        description = "Ambrosia for Java: plain stateful objects that never lose a call or a byte of state.",
        mixinStandardHelpOptions = true,
        version = "Ambrosia for Java 0.1.0-SNAPSHOT",
        subcommands = {DemoCommand.class, DiskCommand.class, CommandLine.HelpCommand.class})
public final class Main {
    private Main() {}

    /** Runs a command; its exit status is 0 if it succeeded, 1 if it failed, 2 if it was called wrongly. */
    public static void main(String[] args) {
        CommandLine commandLine = new CommandLine(new Main());
        commandLine.setExecutionExceptionHandler((failure, command, parsed) -> {
            command.getErr().println(command.getColorScheme().errorText(String.valueOf(failure.getMessage())));
            return 1;
        });
        System.exit(commandLine.execute(args));
    }
}
