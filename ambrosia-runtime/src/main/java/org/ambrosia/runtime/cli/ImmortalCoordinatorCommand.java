package org.ambrosia.runtime.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.Callable;
import org.ambrosia.runtime.api.AmbrosiaException;
import org.ambrosia.runtime.api.BindingPorts;
import org.ambrosia.runtime.api.Durability;
import org.ambrosia.runtime.api.ErrorTag;
import org.ambrosia.runtime.api.InstanceConfig;
import org.ambrosia.runtime.api.LogException;
import org.ambrosia.runtime.api.LogLocation;
import org.ambrosia.runtime.log.LogEngine;
import org.ambrosia.runtime.node.ApplicationPorts;
import org.ambrosia.runtime.node.Engines;
import org.ambrosia.runtime.node.InstanceNode;
import org.ambrosia.runtime.protocol.Party;
import org.ambrosia.runtime.registry.Registration;
import org.ambrosia.runtime.registry.Registration.Creation;
import org.ambrosia.runtime.registry.Registration.Replica;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code ambrosia ImmortalCoordinator}. */
@Command(
        name = "ImmortalCoordinator",
        aliases = "immortal-coordinator",
        mixinStandardHelpOptions = true,
        description = {
            "Runs the coordinator of an instance: it owns the log, talks to the coordinators of other instances, and waits on two"
                    + " loopback ports for the instance's application.",
            "Either may be started first; either may end and be started again while the other stays. Runs until it is stopped."
        },
        footer = "  ambrosia ImmortalCoordinator -instanceName=server -port=2500")
final class ImmortalCoordinatorCommand implements Callable<Integer> {
    private static final long UNLIMITED_MEGABYTES = 1L << 20;

    @Spec
    private CommandSpec spec;

    @Mixin
    private InstanceOption instance;

    @Option(
            names = {"-p", "-port", "--port"},
            paramLabel = "PORT",
            defaultValue = "0",
            description = "The port on which other coordinators reach this one; 0 takes a free one (${DEFAULT-VALUE}).")
    private int port;

    @Option(
            names = {"-ip", "--ipAddress", "--ip-address", "--host"},
            paramLabel = "ADDRESS",
            defaultValue = "127.0.0.1",
            description = "The address on which it listens for other coordinators (${DEFAULT-VALUE}); 0.0.0.0 for every"
                    + " address of the machine, with --advertise.")
    private String host;

    @Option(
            names = "--advertise",
            paramLabel = "HOST",
            description =
                    "The host name or address by which other coordinators reach it; default: the one on which it listens.")
    private String advertisedHost;

    @Option(
            names = "--allow-peers",
            paramLabel = "NAME",
            split = ",",
            description =
                    "Only these instances may have a link to this one, and so call it; ambrosia-client stands for all"
                            + " clients. Default: all. Names are proved by TLS only.")
    private Set<String> allowedPeers;

    @Option(
            names = {"-r", "--replicaNum", "--replica-num"},
            paramLabel = "N",
            defaultValue = "0",
            description = "The number of the replica (${DEFAULT-VALUE}).")
    private int number;

    @Option(
            names = {"-aa", "--activeActive", "--active-active"},
            description = "The instance has replicas; known from its registration, and so not needed.")
    private boolean activeActive;

    @Option(
            names = {"-rp", "--receivePort", "--receive-port"},
            paramLabel = "PORT",
            description = "Another port than the registered one for receiving from the application.")
    private Integer receivePort;

    @Option(
            names = {"-sp", "--sendPort", "--send-port"},
            paramLabel = "PORT",
            description = "Another port than the registered one for sending to the application.")
    private Integer sendPort;

    @Option(
            names = {"-l", "--log"},
            paramLabel = "DIR",
            description = "Another directory of the logs than the registered one.")
    private LogLocation log;

    @Option(
            names = {"-lts", "--logTriggerSize", "--log-trigger-size"},
            paramLabel = "MB",
            description = "Another number of MiB between two checkpoints than the registered one.")
    private Long logTriggerMegabytes;

    @Option(
            names = "--max-message-bytes",
            paramLabel = "BYTES",
            defaultValue = "67108864",
            description =
                    "The largest message that is sent or taken, with everything in front of its content; the application's own"
                            + " setting must be the same (${DEFAULT-VALUE}).")
    private int maxMessageBytes;

    @Option(
            names = "--lease",
            paramLabel = "MILLIS",
            defaultValue = "1000",
            description =
                    "How long a primary may show no sign of life before another replica takes its place, in milliseconds"
                            + " (${DEFAULT-VALUE}); that one has died is noticed at once. All replicas should have the same.")
    private long leaseMillis;

    @Option(
            names = "--checkpointer-after",
            paramLabel = "SECONDS",
            defaultValue = "30",
            description =
                    "How long replicas are without one that takes the checkpoints before a standby does it, if there is another"
                            + " standby (${DEFAULT-VALUE}); negative for never, so that the log grows until a replica is started.")
    private long checkpointerSeconds;

    @Option(
            names = "--client-timeout",
            paramLabel = "SECONDS",
            defaultValue = "600",
            description =
                    "How long a client may be away before it is forgotten, in seconds (${DEFAULT-VALUE}). All replicas"
                            + " should have the same.")
    private long clientSeconds;

    @Option(
            names = "--network-file-system",
            description =
                    "Let the log be on a file system of a kind that several machines may share. Its locks and memory mapping must"
                            + " be coherent between them.")
    private boolean networkFileSystem;

    @Mixin
    private RegistryOptions registries;

    @Override
    public Integer call() throws IOException, InterruptedException {
        Registration registered = registries.registered(instance.name());
        Replica replica = replica(registered);
        if (registered.upgradeVersion() != registered.currentVersion()) {
            throw new AmbrosiaException(
                    ErrorTag.INVALID_CONFIGURATION,
                    "The instance \"" + registered.instance() + "\" is registered for an upgrade from version "
                            + registered.currentVersion() + " to " + registered.upgradeVersion()
                            + ", which this release can't do. Register it with -uv equal to -cv.");
        }
        if (activeActive && !registered.activeActive()) {
            throw new AmbrosiaException(
                    ErrorTag.INVALID_CONFIGURATION,
                    "The option -aa is wrong: \"" + registered.instance()
                            + "\" is registered without it. Register it with -aa.");
        }
        LogLocation logs = log == null ? replica.log() : log;
        checkCreation(registered, config(registered, logs));
        PrintWriter out = spec.commandLine().getOut();
        if (registered.pauseAtStart()) {
            out.println("Press Enter to begin.");
            out.flush();
            while (System.in.read() > '\n') {}
        }
        ApplicationPorts ports = new ApplicationPorts(
                new BindingPorts(
                        receivePort == null ? replica.receivePort() : receivePort,
                        sendPort == null ? replica.sendPort() : sendPort),
                registered.tokenWanted());
        return run(config(registered, logs), ports, out);
    }

    private Integer run(InstanceConfig config, ApplicationPorts ports, PrintWriter out) throws InterruptedException {
        try (InstanceNode node = InstanceNode.coordinate(config, ports)) {
            Thread closing = new Thread(node::close, "ambrosia-" + config.name() + "-stop");
            Runtime.getRuntime().addShutdownHook(closing);
            out.println("The coordinator of \"" + config.name() + "\" is ready: other coordinators reach it on "
                    + config.advertisedHost() + ":" + node.port() + "; it receives from the application on port "
                    + ports.ports().receivePort() + " and sends to it on port "
                    + ports.ports().sendPort() + ".");
            out.flush();
            return awaitTermination(node);
        }
    }

    /**
     * Waits until the instance ends; returns the exit status. The reason was logged, which is what
     * a person sees.
     */
    private static int awaitTermination(InstanceNode node) throws InterruptedException {
        try {
            node.awaitTermination();
            return 0;
        } catch (AmbrosiaException logged) {
            return ExitStatus.of(logged);
        }
    }

    private Replica replica(Registration registered) {
        Replica found = registered.replicas().get(number);
        if (found == null) {
            throw new AmbrosiaException(
                    ErrorTag.UNKNOWN_INSTANCE,
                    "The instance \"" + registered.instance() + "\" has no replica " + number + "; it has "
                            + String.join(
                                    ", ",
                                    registered.replicas().keySet().stream()
                                            .map(String::valueOf)
                                            .toList())
                            + ". Add it: ambrosia AddReplica -i=" + registered.instance() + " -r=" + number
                            + " -rp=PORT -sp=PORT");
        }
        return found;
    }

    private InstanceConfig config(Registration registered, LogLocation logs) {
        long megabytes = logTriggerMegabytes == null ? registered.logTriggerMegabytes() : logTriggerMegabytes;
        InstanceConfig.Builder config = InstanceConfig.builder(registered.instance())
                .host(host)
                .advertisedHost(advertisedHost)
                .allowedPeers(allowedPeers == null ? peer -> true : this::isAllowed)
                .port(port)
                .log(logs)
                .registryDirectory(registries.place())
                .segmentBytes((megabytes <= 0 ? UNLIMITED_MEGABYTES : megabytes) << 20)
                .durability(registered.persistLogs() ? Durability.STABLE_STORAGE : Durability.SYSTEM_MEMORY)
                .maxMessageBytes(maxMessageBytes)
                .lease(Duration.ofMillis(leaseMillis))
                .clientTimeout(Duration.ofSeconds(clientSeconds))
                .networkFileSystem(networkFileSystem);
        if (registered.activeActive()) {
            config.replica(number);
        }
        if (checkpointerSeconds < 0) {
            config.withoutCheckpointerTimeout();
        } else {
            config.checkpointerTimeout(Duration.ofSeconds(checkpointerSeconds));
        }
        if (registered.tlsDirectory() != null) {
            config.tlsDirectory(registered.tlsDirectory());
        }
        return config.build();
    }

    private boolean isAllowed(String peer) {
        return allowedPeers.contains(Party.of(peer).certifiedName());
    }

    private static void checkCreation(Registration registered, InstanceConfig config) {
        if (registered.creation() == Creation.AUTO) {
            return;
        }
        boolean present = isThere(config);
        if (registered.creation() == Creation.RECOVER && !present) {
            throw new AmbrosiaException(
                    ErrorTag.LOG_UNAVAILABLE,
                    "The instance \"" + registered.instance() + "\" has no log (log="
                            + config.log().ofInstance(config.name())
                            + "), but is registered to go on with one (-cs=N). Restore the log, or register with -cs=A.");
        }
        if (registered.creation() == Creation.CREATE && present && !registered.activeActive()) {
            throw new AmbrosiaException(
                    ErrorTag.LOG_MISMATCH,
                    "The instance \"" + registered.instance() + "\" has a log already (log="
                            + config.log().ofInstance(config.name())
                            + "), but is registered to begin one (-cs=Y). Delete the log to start over, or register"
                            + " with -cs=A.");
        }
    }

    private static boolean isThere(InstanceConfig config) {
        try (LogEngine engine = Engines.logs(config.log())) {
            engine.inspect(config.name());
            return true;
        } catch (LogException notThere) {
            if (notThere.tag() == ErrorTag.LOG_UNAVAILABLE) {
                return false;
            }
            throw notThere;
        }
    }
}
