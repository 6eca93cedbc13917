package org.ambrosia.runtime.node;

import java.util.List;
import java.util.Optional;
import java.util.function.LongSupplier;
import org.ambrosia.runtime.api.AmbrosiaException;
import org.ambrosia.runtime.api.ApplicationConfig;
import org.ambrosia.runtime.api.ErrorTag;
import org.ambrosia.runtime.registry.Presence;
import org.ambrosia.runtime.registry.Registry;

/**
 * Reports why a waiting application has not found its coordinator. A coordinator listens on only
 * one of its ports, and on none while it has an application. So the ports themselves do not show
 * the reason; the registry does. On the client's thread, except for {@link #problem}.
 */
final class CoordinatorSearch {
    private static final System.Logger LOGGER = System.getLogger(ApplicationNode.class.getName());
    private static final long TOLD_AGAIN_NANOS = 60_000_000_000L;

    private final ApplicationConfig config;
    private final Registry registry;
    private final LongSupplier nanoClock;
    private int looks;
    private boolean wasConnected;
    private String told = "";
    private long toldNanos;
    private volatile String problem;

    CoordinatorSearch(ApplicationConfig config, Registry registry, LongSupplier nanoClock) {
        this.config = config;
        this.registry = registry;
        this.nanoClock = nanoClock;
    }

    /** Returns a description of the problem, for people to read. From any thread. */
    Optional<String> problem() {
        return Optional.ofNullable(problem);
    }

    /** Called when the coordinator was found. */
    void found() {
        looks = 0;
        wasConnected = true;
        told = "";
        problem = null;
    }

    /**
     * Called when the coordinator was looked for, once more, and not found. The first time, the
     * coordinator may only be about to notice that an application has ended.
     *
     * @throws AmbrosiaException if it can't be found
     */
    void look() {
        List<Coordinator> running = running();
        boolean isFirst = looks++ == 0;
        Optional<Coordinator> right =
                at(running, config.ports().receivePort(), config.ports().sendPort());
        Optional<Coordinator> exchanged =
                at(running, config.ports().sendPort(), config.ports().receivePort());
        problem = null;
        if (right.isPresent() && right.get().hasApplication() && !isFirst) {
            problem = occupied(right.get());
        } else if (right.isEmpty() && exchanged.isPresent() && !isFirst) {
            AmbrosiaException wrong = exchanged(exchanged.get());
            if (!wasConnected) {
                throw wrong;
            }
            problem = wrong.getMessage();
        }
        if (problem != null) {
            tell(System.Logger.Level.WARNING, problem, TOLD_AGAIN_NANOS);
        } else {
            tell(System.Logger.Level.INFO, waiting(right, running), Long.MAX_VALUE);
        }
    }

    private void tell(System.Logger.Level level, String text, long againNanos) {
        long now = nanoClock.getAsLong();
        if (!text.equals(told) || now - toldNanos >= againNanos) {
            told = text;
            toldNanos = now;
            LOGGER.log(level, text);
        }
    }

    /** A running coordinator, in a process of its own. */
    private record Coordinator(long pid, int receivePort, int sendPort, boolean hasApplication) {
        static Optional<Coordinator> of(Presence presence) {
            try {
                return Optional.of(new Coordinator(
                        presence.pid(),
                        Integer.parseInt(presence.facts().getOrDefault("receivePort", "")),
                        Integer.parseInt(presence.facts().getOrDefault("sendPort", "")),
                        !"absent".equals(presence.facts().get("application"))));
            } catch (NumberFormatException ofAnotherKind) {
                return Optional.empty();
            }
        }

        String text() {
            return "process " + pid + " receives on " + receivePort + " and sends on " + sendPort;
        }
    }

    private List<Coordinator> running() {
        try {
            return registry.running(config.name()).stream()
                    .map(Coordinator::of)
                    .flatMap(Optional::stream)
                    .toList();
        } catch (AmbrosiaException unknown) {
            return List.of();
        }
    }

    private static Optional<Coordinator> at(List<Coordinator> running, int receivePort, int sendPort) {
        return running.stream()
                .filter(each -> each.receivePort() == receivePort && each.sendPort() == sendPort)
                .findFirst();
    }

    private String waiting(Optional<Coordinator> right, List<Coordinator> running) {
        String begin = "Waiting for the coordinator of \"" + config.name() + "\" on ports "
                + config.ports().receivePort() + " and " + config.ports().sendPort();
        if (right.isPresent()) {
            return begin + ", which runs (pid " + right.get().pid() + ")";
        }
        String others =
                String.join(", ", running.stream().map(Coordinator::text).toList());
        return begin + "; start it with: ambrosia ImmortalCoordinator -i=" + config.name()
                + (others.isEmpty() ? "" : ". What runs of it is on other ports: " + others);
    }

    private String occupied(Coordinator coordinator) {
        return "[Ambrosia/" + ErrorTag.BINDING_REFUSED + "] Another application is connected to the coordinator of \""
                + config.name() + "\" (" + coordinator.text()
                + "). This one waits until that has ended. Stop one of them;"
                + " another replica needs a coordinator and ports of its own: ambrosia AddReplica.";
    }

    private AmbrosiaException exchanged(Coordinator coordinator) {
        return new AmbrosiaException(
                ErrorTag.BINDING_REFUSED,
                "The two ports of the application of \"" + config.name() + "\" are exchanged: it receives on "
                        + config.ports().sendPort() + " and sends on "
                        + config.ports().receivePort()
                        + ", and so does its coordinator ("
                        + coordinator.text() + "). Give the application the ports as they are registered: receive port "
                        + coordinator.receivePort() + ", send port " + coordinator.sendPort()
                        + ", such as new BindingPorts(" + coordinator.receivePort() + ", " + coordinator.sendPort()
                        + ").");
    }
}
