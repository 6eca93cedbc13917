package org.ambrosia.runtime.cli;

import java.io.PrintWriter;
import java.util.List;
import java.util.Optional;
import org.ambrosia.runtime.api.AmbrosiaException;
import org.ambrosia.runtime.api.ErrorTag;
import org.ambrosia.runtime.registry.Presence;
import org.ambrosia.runtime.registry.Registration;
import org.ambrosia.runtime.registry.Registry;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code ambrosia UnregisterInstance}. */
@Command(
        name = "UnregisterInstance",
        aliases = "unregister-instance",
        mixinStandardHelpOptions = true,
        description = {
            "Removes an instance with its replicas from the registry. Its log stays where it is: delete it by hand to"
                    + " start over.",
            "An instance that runs is not removed. One that a program has deployed, and that has ended, is."
        },
        footer = "  ambrosia UnregisterInstance -i=server")
final class UnregisterInstanceCommand implements Runnable {
    @Spec
    private CommandSpec spec;

    @Mixin
    private InstanceOption instance;

    @Option(names = "--force", description = "Remove it though it runs.")
    private boolean force;

    @Mixin
    private RegistryOptions registries;

    @Override
    public void run() {
        String name = instance.name();
        Registry registry = registries.existing();
        Optional<Registration> present = registry.instances().contains(name)
                ? registry.registration(name)
                : Optional.of(registries.registered(
                        name, "There is nothing to remove. Correct the name; see: ambrosia status"));
        registry.register(name, now -> {
            List<Presence> running = registry.running(name);
            if (!running.isEmpty() && !force) {
                throw new AmbrosiaException(
                        ErrorTag.INSTANCE_RUNNING,
                        "The instance \"" + name + "\" runs: "
                                + String.join(
                                        ", ",
                                        running.stream()
                                                .map(each -> "replica " + each.replica() + ", pid " + each.pid())
                                                .toList())
                                + ". Stop it first, or give --force.");
            }
            return Optional.empty();
        });
        PrintWriter out = spec.commandLine().getOut();
        String log = present.map(each -> " in " + each.log().ofInstance(name)).orElse(" where it is");
        out.println("Unregistered \"" + name + "\"; its log stays" + log);
        out.flush();
    }
}
