package org.ambrosia.runtime.cli;

import java.io.PrintWriter;
import java.util.Optional;
import org.ambrosia.runtime.api.AmbrosiaException;
import org.ambrosia.runtime.api.ErrorTag;
import org.ambrosia.runtime.registry.Registration;
import org.ambrosia.runtime.registry.Registration.Replica;
import org.ambrosia.runtime.registry.Registry;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code ambrosia AddReplica}. */
@Command(
        name = "AddReplica",
        aliases = "add-replica",
        mixinStandardHelpOptions = true,
        description = "Registers one more replica of an instance that is registered.",
        footer = "  ambrosia AddReplica -i=server -rp=3000 -sp=3001 -l=logs/ -r=1")
final class AddReplicaCommand implements Runnable {
    @Spec
    private CommandSpec spec;

    @Mixin
    private InstanceOption instance;

    @Option(
            names = {"-r", "--replicaNum", "--replica-num"},
            required = true,
            paramLabel = "N",
            description = "The replica's number, from 1; 0 is the one that was registered with the instance.")
    private int number;

    @Mixin
    private SettingsOptions settings;

    @Mixin
    private RegistryOptions registries;

    @Override
    public void run() {
        SettingsOptions.check(
                number >= 1, "-r", number, "1 or more; 0 is the one that was registered with the instance");
        Registration present = registries.registered(instance.name());
        Replica replica = settings.replica();
        if (!replica.log().absolute().equals(present.log().absolute())) {
            throw new AmbrosiaException(
                    ErrorTag.INVALID_CONFIGURATION,
                    "The option -l is wrong: expected " + present.log() + ", where \"" + present.instance()
                            + "\" has its log, found " + replica.log() + "; all replicas share one log.");
        }
        Registry registry = registries.open();
        registry.register(present.instance(), now -> {
            Ports.check(registry, present.instance(), number, replica);
            SettingsOptions.check(
                    now.orElse(present).activeActive(),
                    "-i",
                    present.instance(),
                    "an instance that is registered with -aa. Register it with -aa first");
            return Optional.of(now.orElse(present).withReplica(number, replica));
        });
        PrintWriter out = spec.commandLine().getOut();
        out.println(
                "Registered replica " + number + " of \"" + present.instance() + "\": its coordinator receives on port "
                        + replica.receivePort() + " and sends on port " + replica.sendPort());
        out.flush();
    }
}
