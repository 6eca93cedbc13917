package org.ambrosia.runtime.node;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import org.ambrosia.runtime.api.AmbrosiaException;
import org.ambrosia.runtime.api.InstanceConfig;
import org.ambrosia.runtime.api.ReplicaRole;
import org.ambrosia.runtime.core.CoordinatorCore;
import org.ambrosia.runtime.core.CoreStatus;
import org.ambrosia.runtime.core.Replica;
import org.ambrosia.runtime.log.Log;
import org.ambrosia.runtime.registry.Presence;
import org.ambrosia.runtime.registry.Registry;

/**
 * Shows operators in the registry what a running coordinator does: a few times per second if
 * something has changed, and each second to show that it does not hang.
 */
final class Reporter implements AutoCloseable {
    private static final System.Logger LOGGER = System.getLogger(Reporter.class.getName());
    private static final long LEAST_NANOS = 200_000_000L;
    private static final long MAX_SILENT_NANOS = 1_000_000_000L;

    private final InstanceConfig config;
    private final Registry registry;
    private final ExecutorService thread;
    private final String since = Instant.now().truncatedTo(ChronoUnit.SECONDS).toString();
    private Map<String, String> last = Map.of();
    private long nextNanos = System.nanoTime();
    private long saidNanos;
    /** The facts that are always the same. */
    private volatile Map<String, String> always = Map.of();
    /** The result of the last request; empty if there was none. */
    private volatile String answer = "";

    Reporter(InstanceConfig config, Registry registry) {
        this.config = config;
        this.registry = registry;
        this.thread = Executors.newSingleThreadExecutor(Threads.named(config.name(), "report"));
    }

    /** Reports the result of a request. From any thread. */
    void answer(String text) {
        answer = text;
    }

    /** Reports the ports on which the coordinator waits for the application. From any thread. */
    void ports(ApplicationPorts ports) {
        always = Map.of(
                "receivePort", Integer.toString(ports.receivePort()), "sendPort", Integer.toString(ports.sendPort()));
    }

    /** Reports the present state. On the coordinator's thread; does not block. */
    void report(
            Replica replica, Log log, long bytesUnread, long slowestWriteNanos, int port, Optional<String> problem) {
        long now = System.nanoTime();
        if (now - nextNanos < 0) {
            return;
        }
        nextNanos = now + LEAST_NANOS;
        Map<String, String> facts = facts(replica, log, bytesUnread, port);
        facts.putAll(always);
        if (facts.containsKey("address")) {
            facts.put("slowestWriteMillis", Long.toString(TimeUnit.NANOSECONDS.toMillis(slowestWriteNanos)));
        }
        problem.ifPresent(text -> facts.put("problem", text));
        if (!answer.isEmpty()) {
            facts.put("answer", answer);
        }
        if (facts.equals(last) && now - saidNanos < MAX_SILENT_NANOS) {
            return;
        }
        last = Map.copyOf(facts);
        saidNanos = now;
        facts.put(Presence.SAID_MILLIS, Long.toString(System.currentTimeMillis()));
        Presence presence = new Presence(
                config.name(), config.replica(), ProcessHandle.current().pid(), facts);
        try {
            thread.execute(() -> announce(presence));
        } catch (RejectedExecutionException ending) {
            // The report is not needed any more.
        }
    }

    private void announce(Presence presence) {
        try {
            registry.announce(presence);
        } catch (AmbrosiaException unavailable) {
            LOGGER.log(System.Logger.Level.WARNING, unavailable.getMessage());
        }
    }

    private Map<String, String> facts(Replica replica, Log log, long bytesUnread, int port) {
        Map<String, String> facts = new TreeMap<>();
        CoordinatorCore core = replica.core();
        boolean primary = replica.role() == ReplicaRole.PRIMARY;
        boolean serving = core != null && core.isServing();
        String role = replica.role().name().toLowerCase(Locale.ROOT);
        facts.put("role", primary && !serving ? "recovering" : role);
        if (serving) {
            facts.put("address", config.advertisedHost() + ":" + port);
        }
        facts.put("epoch", Long.toString(log.identity().epoch()));
        facts.put("since", since);
        if (config.isReplicated()) {
            facts.put(RemoteRequest.REPLICATED, "true");
        }
        facts.put("log", config.log().absolute().toString());
        if (core == null) {
            facts.put("application", "absent");
            return facts;
        }
        CoreStatus status = core.status();
        long unread = serving ? 0 : Math.max(0, log.records().durableEnd() - 1 - status.durableThrough());
        long records = unread + status.recordsBehind();
        long bytes = status.bytesBehind() + (serving ? 0 : bytesUnread);
        facts.put("application", status.application());
        facts.put("record", Long.toString(status.durableThrough()));
        facts.put("lagRecords", Long.toString(records));
        facts.put("lagBytes", Long.toString(bytes));
        facts.put("lagMillis", Long.toString(lagMillis(status, records, bytes)));
        if (status.checkpoints().takenMillis() > 0) {
            facts.put(
                    "checkpoint",
                    Instant.ofEpochMilli(status.checkpoints().takenMillis()).toString());
        }
        if (status.checkpoints().failures() > 0) {
            facts.put(
                    "checkpointFailures", Integer.toString(status.checkpoints().failures()));
        }
        if (status.clients() > 0) {
            facts.put("clients", Integer.toString(status.clients()));
        }
        for (CoreStatus.Peer peer : serving ? status.peers() : List.<CoreStatus.Peer>of()) {
            facts.put("peer." + peer.name(), (peer.linked() ? "linked " : "unlinked ") + peer.unconfirmed());
            peer.refused().ifPresent(tag -> facts.put("refused." + peer.name(), tag.toString()));
        }
        return facts;
    }

    private static long lagMillis(CoreStatus status, long records, long bytes) {
        boolean level = (records == 0 && bytes == 0) || status.executedMillis() == 0;
        return level ? 0 : Math.max(0, System.currentTimeMillis() - status.executedMillis());
    }

    @Override
    public void close() {
        thread.shutdown();
        try {
            thread.awaitTermination(1, TimeUnit.SECONDS);
            registry.withdraw(
                    config.name(), config.replica(), ProcessHandle.current().pid());
        } catch (InterruptedException giveUp) {
            Thread.currentThread().interrupt();
        } catch (AmbrosiaException unavailable) {
            LOGGER.log(System.Logger.Level.WARNING, unavailable.getMessage());
        }
    }
}
