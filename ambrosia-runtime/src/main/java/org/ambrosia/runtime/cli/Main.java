package org.ambrosia.runtime.cli;

import java.io.PrintWriter;
import org.ambrosia.runtime.api.InvalidConfigurationException;
import org.ambrosia.runtime.api.LogLocation;
import picocli.AutoComplete;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.MissingParameterException;
import picocli.CommandLine.Model.UsageMessageSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.TypeConversionException;
import picocli.CommandLine.UnmatchedArgumentException;

/** {@code bin/ambrosia}: operates instances, and shows what they can do. */
@Command(
        name = "ambrosia",
        description = "Ambrosia for Java: plain stateful objects that never lose a call or a byte of state.",
        mixinStandardHelpOptions = true,
        version = "Ambrosia for Java 0.1.0-SNAPSHOT",
        footerHeading = "%n@|bold SAMPLES AND MEASUREMENTS|@, by bin/ambrosia%n",
        footer = {
            "  helloworld-server [DIR]     the server of Hello World",
            "  helloworld-client N [DIR]   one of its clients: N = 1, 2 or 3",
            "  helloworld-hi               says hi to the server, from outside",
            "                              README has both in two processes, too",
            "  pti Job|Server|Combined     the interruptible performance test",
            "  bench --help                benchmarks, beside other systems",
            "  simulate, mutants, fuzz     for those who work on Ambrosia"
        },
        subcommands = {
            RegisterInstanceCommand.class,
            AddReplicaCommand.class,
            ImmortalCoordinatorCommand.class,
            UnregisterInstanceCommand.class,
            HandoverCommand.class,
            CheckpointCommand.class,
            ForgetPeerCommand.class,
            AdoptLogCommand.class,
            SkipCommand.class,
            StatusCommand.class,
            LogCommand.class,
            DemoCommand.class,
            DiskCommand.class,
            AutoComplete.GenerateCompletion.class,
            CommandLine.HelpCommand.class
        })
public final class Main {
    private Main() {}

    /** Runs a command; see {@code --help} for the exit statuses. */
    public static void main(String[] args) {
        System.exit(commandLine().execute(args));
    }

    /** Returns all commands, ready to be executed. */
    static CommandLine commandLine() {
        CommandLine commandLine = new CommandLine(new Main());
        commandLine.setPosixClusteredShortOptionsAllowed(false);
        commandLine.registerConverter(LogLocation.class, Main::logLocation);
        commandLine.setExecutionExceptionHandler((failure, command, parsed) -> {
            String message = failure.getMessage() == null ? failure.toString() : failure.getMessage();
            sayError(command, message);
            return ExitStatus.of(failure);
        });
        commandLine.setParameterExceptionHandler((wrong, args) -> {
            CommandLine command = wrong.getCommandLine();
            sayError(
                    command,
                    explain(wrong) + " See: " + command.getCommandSpec().qualifiedName() + " --help");
            return command.getCommandSpec().exitCodeOnInvalidInput();
        });
        likeManPages(commandLine);
        return commandLine;
    }

    private static LogLocation logLocation(String text) {
        try {
            return LogLocation.parse(text);
        } catch (InvalidConfigurationException wrong) {
            throw new TypeConversionException(wrong.getMessage());
        }
    }

    private static void sayError(CommandLine command, String message) {
        PrintWriter err = command.getErr();
        err.println(command.getColorScheme().errorText("ambrosia: " + message.replace('\n', ' ')));
        err.flush();
    }

    private static String explain(ParameterException wrong) {
        String message = wrong.getMessage().replaceAll("\\s+", " ").strip();
        if (!message.endsWith(".")) {
            message += ".";
        }
        if (wrong instanceof UnmatchedArgumentException unmatched
                && !unmatched.getSuggestions().isEmpty()) {
            message += " Did you mean " + String.join(" or ", unmatched.getSuggestions()) + "?";
        } else if (wrong instanceof MissingParameterException) {
            message += " Give it as name=value.";
        }
        return message;
    }

    private static void likeManPages(CommandLine commandLine) {
        UsageMessageSpec usage = commandLine.getCommandSpec().usageMessage();
        usage.synopsisHeading("@|bold SYNOPSIS|@%n  ");
        usage.descriptionHeading("%n@|bold DESCRIPTION|@%n");
        usage.parameterListHeading("%n@|bold PARAMETERS|@%n");
        usage.optionListHeading("%n@|bold OPTIONS|@%n");
        usage.commandListHeading("%n@|bold COMMANDS|@%n");
        if (usage.footer().length > 0 && usage.footerHeading().isEmpty()) {
            usage.footerHeading("%n@|bold EXAMPLES|@%n");
        }
        usage.exitCodeListHeading("%n@|bold EXIT STATUS|@%n");
        usage.exitCodeList(ExitStatus.meanings());
        usage.sortOptions(false);
        usage.autoWidth(true);
        commandLine.getSubcommands().values().stream().distinct().forEach(Main::likeManPages);
    }
}
