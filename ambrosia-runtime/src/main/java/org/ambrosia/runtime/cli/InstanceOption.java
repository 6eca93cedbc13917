package org.ambrosia.runtime.cli;

import picocli.CommandLine.Option;

/** The instance that a command is about. */
final class InstanceOption {
    @Option(
            names = {"-i", "-instanceName", "--instanceName", "--instance-name"},
            required = true,
            paramLabel = "NAME",
            description = "The instance's name.")
    private String name;

    String name() {
        return name;
    }
}
