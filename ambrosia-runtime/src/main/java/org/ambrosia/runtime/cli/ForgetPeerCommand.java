package org.ambrosia.runtime.cli;

import java.io.PrintWriter;
import java.time.Duration;
import java.util.concurrent.Callable;
import org.ambrosia.runtime.api.InstanceNames;
import org.ambrosia.runtime.node.RemoteRequest;
import org.ambrosia.runtime.registry.Registry;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code ambrosia forget-peer}. */
@Command(
        name = "forget-peer",
        mixinStandardHelpOptions = true,
        description = {
            "Lets an instance that runs forget another one, which is gone for good or goes on with an older log: calls that wait for it"
                    + " are dropped, and its next call is taken whatever its number is. Waits until the log says so.",
            "Calls between the two that one of them does not remember are lost, or were executed although their sender does not know:"
                    + " use the newest logs if there are any."
        },
        footer = "  ambrosia forget-peer -i=server --peer=client")
final class ForgetPeerCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    @Mixin
    private InstanceOption instance;

    @Option(names = "--peer", paramLabel = "NAME", required = true, description = "The instance that is forgotten.")
    private String peer;

    @Option(
            names = "--timeout",
            paramLabel = "SECONDS",
            defaultValue = "30",
            description = "How long to wait until it is in the log (${DEFAULT-VALUE}).")
    private int seconds;

    @Mixin
    private RegistryOptions registries;

    @Override
    public Integer call() throws InterruptedException {
        SettingsOptions.check(seconds >= 1, "--timeout", seconds, "1 or more");
        InstanceNames.check(peer);
        registries.knownLog(instance.name());
        Registry registry = registries.open();
        RemoteRequest.forgetPeer(registry, instance.name(), peer, Duration.ofSeconds(seconds));
        PrintWriter out = spec.commandLine().getOut();
        out.println("\"" + instance.name() + "\" has forgotten \"" + peer
                + "\": what waited for it is dropped, and its next call is taken"
                + " whatever its number is. If it runs, the two talk again within ten seconds.");
        out.flush();
        return 0;
    }
}
