package org.ambrosia.runtime.cli;

import java.io.PrintWriter;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.ambrosia.runtime.api.AmbrosiaException;
import org.ambrosia.runtime.api.ErrorTag;
import org.ambrosia.runtime.api.LogLocation;
import org.ambrosia.runtime.log.LogEngine;
import org.ambrosia.runtime.node.Engines;
import org.ambrosia.runtime.registry.Location;
import org.ambrosia.runtime.registry.Presence;
import org.ambrosia.runtime.registry.Registry;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code ambrosia handover}. */
@Command(
        name = "handover",
        mixinStandardHelpOptions = true,
        description = {
            "Lets a standby become the primary of an instance, without losing a call: for maintenance of the process that is"
                    + " primary now.",
            "The coordinator and the application that were primary end. Started again, they are a standby."
        },
        footer = "  ambrosia handover -i=server")
final class HandoverCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    @Mixin
    private InstanceOption instance;

    @Option(
            names = "--timeout",
            paramLabel = "SECONDS",
            defaultValue = "30",
            description = "How long to wait for the new primary (${DEFAULT-VALUE}).")
    private int seconds;

    @Mixin
    private RegistryOptions registries;

    @Override
    public Integer call() throws Exception {
        SettingsOptions.check(seconds >= 1, "--timeout", seconds, "1 or more");
        String name = instance.name();
        LogLocation log = registries.knownLog(name);
        Registry registry = registries.open();
        checkThatItCan(registry.running(name));
        CountDownLatch published = new CountDownLatch(1);
        AutoCloseable watch = registry.watch(each -> {
            if (each.equals(name)) {
                published.countDown();
            }
        });
        try {
            handOver(log, registry, published);
        } finally {
            watch.close();
        }
        return 0;
    }

    private void handOver(LogLocation log, Registry registry, CountDownLatch published) throws InterruptedException {
        long begin = System.nanoTime();
        try (LogEngine engine = Engines.logs(log)) {
            LogEngine.Request request = engine.requestHandover(instance.name());
            try {
                await(published);
            } finally {
                request.close();
            }
        }
        say(instance.name(), registry, (System.nanoTime() - begin) / 1_000_000);
    }

    private void await(CountDownLatch published) throws InterruptedException {
        if (!published.await(seconds, TimeUnit.SECONDS)) {
            throw new AmbrosiaException(
                    ErrorTag.HANDOVER_FAILED,
                    "No standby of \"" + instance.name() + "\" became primary within " + seconds
                            + " seconds. A primary goes on as long as no standby shows a sign of life; one that has ended is to be"
                            + " started again. See: ambrosia status -i=" + instance.name());
        }
    }

    private void checkThatItCan(List<Presence> running) {
        boolean primary = running.stream().anyMatch(each -> isA("primary", each));
        boolean standby = running.stream()
                .anyMatch(each ->
                        isA("standby", each) && !"absent".equals(each.facts().get("application")));
        if (!primary || !standby) {
            throw new AmbrosiaException(
                    ErrorTag.HANDOVER_FAILED,
                    "\"" + instance.name() + "\" has no " + (primary ? "standby" : "primary")
                            + " that runs, so nothing was done. "
                            + (primary
                                    ? "Add a replica and start it, with its application; or, without replicas, start the instance elsewhere, where it"
                                            + " goes on."
                                    : "See: ambrosia status -i=" + instance.name()));
        }
    }

    private static boolean isA(String role, Presence presence) {
        return role.equals(presence.facts().get("role"))
                && presence.silentSeconds(System.currentTimeMillis()).isEmpty();
    }

    private void say(String name, Registry registry, long millis) {
        PrintWriter out = spec.commandLine().getOut();
        Location now = registry.find(name).orElseThrow();
        out.println(
                "\"" + name + "\" is reached on " + now.host() + ":" + now.port() + " now, after " + millis + " ms.");
        out.flush();
    }
}
