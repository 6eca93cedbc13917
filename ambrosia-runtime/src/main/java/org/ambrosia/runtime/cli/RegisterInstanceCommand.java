package org.ambrosia.runtime.cli;

import java.io.PrintWriter;
import java.util.Optional;
import org.ambrosia.runtime.api.InstanceNames;
import org.ambrosia.runtime.registry.Registration;
import org.ambrosia.runtime.registry.Registration.Replica;
import org.ambrosia.runtime.registry.Registry;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code ambrosia RegisterInstance}. */
@Command(
        name = "RegisterInstance",
        aliases = "register-instance",
        mixinStandardHelpOptions = true,
        description = {
            "Registers an instance, whose coordinator is to be a process of its own, or registers it anew.",
            "What is not given has its default, not what was registered before; replicas stay."
        },
        footer = "  ambrosia RegisterInstance -i=server -rp=2000 -sp=2001 -l=logs/")
final class RegisterInstanceCommand implements Runnable {
    @Spec
    private CommandSpec spec;

    @Mixin
    private InstanceOption instance;

    @Mixin
    private SettingsOptions settings;

    @Mixin
    private RegistryOptions registries;

    @Override
    public void run() {
        String name = InstanceNames.check(instance.name());
        Registration fresh = settings.registration(name);
        Registry registry = registries.open();
        registry.register(name, present -> {
            Ports.check(registry, name, 0, fresh.replicas().get(0));
            return Optional.of(withReplicasOf(present, fresh));
        });
        PrintWriter out = spec.commandLine().getOut();
        Replica first = fresh.replicas().get(0);
        out.println("Registered \"" + name + "\": its coordinator receives on port " + first.receivePort()
                + " and sends on port " + first.sendPort() + "; logs in " + fresh.log());
        out.flush();
    }

    private static Registration withReplicasOf(Optional<Registration> present, Registration fresh) {
        Registration all = fresh;
        if (present.isPresent()) {
            boolean replicated = present.get().replicas().size() > 1;
            SettingsOptions.check(
                    !replicated || fresh.activeActive(),
                    "-aa",
                    "none",
                    "-aa, since \"" + fresh.instance() + "\" has replicas; or unregister it first");
            for (var each : present.get().replicas().entrySet()) {
                if (each.getKey() != 0) {
                    all = all.withReplica(each.getKey(), each.getValue());
                }
            }
        }
        return all;
    }
}
