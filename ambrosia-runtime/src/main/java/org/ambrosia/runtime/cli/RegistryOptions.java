package org.ambrosia.runtime.cli;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.ambrosia.runtime.api.AmbrosiaException;
import org.ambrosia.runtime.api.ErrorTag;
import org.ambrosia.runtime.api.InstanceConfig;
import org.ambrosia.runtime.node.Engines;
import org.ambrosia.runtime.registry.Registration;
import org.ambrosia.runtime.registry.Registry;
import picocli.CommandLine.Option;

/** Where instances are registered. */
final class RegistryOptions {
    @Option(
            names = "--registry",
            paramLabel = "DIR",
            description = "Where instances are registered. Default: the environment's AMBROSIA_REGISTRY, else"
                    + " ambrosia-data/registry.")
    private Path place;

    Path place() {
        return place == null ? InstanceConfig.builder("any").build().registryDirectory() : place;
    }

    Registry open() {
        return Engines.registry(place());
    }

    /** How the instance was registered; an error with what is registered if it was not. */
    Registration registered(String instance) {
        InstanceConfig.checkName(instance);
        Registry registry = open();
        Optional<Registration> found = registry.registration(instance);
        return found.orElseThrow(() -> unknown(registry, instance));
    }

    private AmbrosiaException unknown(Registry registry, String instance) {
        List<String> present = registry.instances().stream()
                .filter(each -> registry.registration(each).isPresent())
                .toList();
        return new AmbrosiaException(
                ErrorTag.UnknownInstance,
                "No instance \"" + instance + "\" is registered (registry=" + place().toAbsolutePath() + "); "
                        + (present.isEmpty() ? "none is" : "these are: " + String.join(", ", present))
                        + ". Register it: ambrosia RegisterInstance -i=" + instance + " -rp=PORT -sp=PORT");
    }
}
