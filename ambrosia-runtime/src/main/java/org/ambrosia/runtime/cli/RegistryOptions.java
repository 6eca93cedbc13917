package org.ambrosia.runtime.cli;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.ambrosia.runtime.api.AmbrosiaException;
import org.ambrosia.runtime.api.ErrorTag;
import org.ambrosia.runtime.api.InstanceConfig;
import org.ambrosia.runtime.api.InstanceNames;
import org.ambrosia.runtime.api.LogLocation;
import org.ambrosia.runtime.node.Engines;
import org.ambrosia.runtime.node.RegistryDirectory;
import org.ambrosia.runtime.registry.Presence;
import org.ambrosia.runtime.registry.Registration;
import org.ambrosia.runtime.registry.Registry;
import picocli.CommandLine.Option;

/** The place where instances are registered. */
final class RegistryOptions {
    @Option(
            names = "--registry",
            paramLabel = "DIR",
            description = "Where instances are registered. Default: the environment's AMBROSIA_REGISTRY, else"
                    + " ambrosia-data/registry.")
    private Path place;

    Path place() {
        return place == null ? RegistryDirectory.ofEnvironment() : place;
    }

    Registry open() {
        return Engines.registry(place());
    }

    /**
     * Opens the registry as {@link #open}. One that was named must exist; if the default one does
     * not, nothing is registered.
     */
    Registry existing() {
        Registry registry = open();
        boolean named = place != null || RegistryDirectory.named().isPresent();
        if (named && !registry.exists()) {
            throw new AmbrosiaException(
                    ErrorTag.REGISTRY_UNAVAILABLE,
                    "There is no registry in " + place().toAbsolutePath()
                            + ": expected the directory in which instances were registered or run. Correct --registry, or"
                            + " the environment's AMBROSIA_REGISTRY.");
        }
        return registry;
    }

    /**
     * Returns how the instance was registered; fails with a list of what is registered if it was
     * not.
     */
    Registration registered(String instance) {
        return registered(instance, "Register it: ambrosia RegisterInstance -i=" + instance + " -rp=PORT -sp=PORT");
    }

    /**
     * Returns the registration as {@link #registered(String)}.
     *
     * @param advice what to do if it was not
     */
    Registration registered(String instance, String advice) {
        InstanceNames.check(instance);
        Registry registry = existing();
        Optional<Registration> found = registry.registration(instance);
        return found.orElseThrow(() -> unknown(registry, instance, advice));
    }

    /**
     * Returns where the instance's log is. The instance may be registered, or deployed by a program
     * that runs or has run; empty if it is neither.
     */
    Optional<LogLocation> log(String instance) {
        InstanceNames.check(instance);
        Registry registry = existing();
        return registry.registration(instance)
                .map(Registration::log)
                .or(() -> log(registry.running(instance)))
                .or(() -> log(registry.saidLast(instance)));
    }

    private static Optional<LogLocation> log(List<Presence> said) {
        return said.stream()
                .flatMap(each -> Optional.ofNullable(each.facts().get("log")).stream())
                .map(LogLocation::parse)
                .findFirst();
    }

    /**
     * Returns {@code given} if it is not null. Otherwise returns the log as {@link #log(String)},
     * or by default the place where logs are if nothing else is configured.
     */
    LogLocation log(String instance, LogLocation given) {
        if (given != null) {
            return given.absolute();
        }
        return log(instance)
                .orElseGet(() -> InstanceConfig.builder(instance).build().log());
    }

    /**
     * Returns the log as {@link #log(String)}; fails if the instance is neither registered nor
     * runs.
     */
    LogLocation knownLog(String instance) {
        return log(instance)
                .orElseThrow(() -> unknown(
                        existing(),
                        instance,
                        "Nor does a program run it that shares this registry. Correct the name, or give --registry. See:"
                                + " ambrosia status"));
    }

    private AmbrosiaException unknown(Registry registry, String instance, String advice) {
        List<String> present = registry.instances().stream()
                .filter(each -> registry.registration(each).isPresent())
                .toList();
        return new AmbrosiaException(
                ErrorTag.UNKNOWN_INSTANCE,
                "No instance \"" + instance + "\" is registered (registry=" + place().toAbsolutePath() + "); "
                        + (present.isEmpty() ? "none is" : "these are: " + String.join(", ", present))
                        + ". " + advice);
    }
}
