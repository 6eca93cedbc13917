package org.ambrosia.runtime.node;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import org.ambrosia.runtime.api.AmbrosiaException;
import org.ambrosia.runtime.api.InstanceConfig;
import org.ambrosia.runtime.core.CoreStatus;
import org.ambrosia.runtime.log.LogIdentity;
import org.ambrosia.runtime.registry.Presence;
import org.ambrosia.runtime.registry.Registry;

/** Lets operators see what a running coordinator is doing: in the registry, a few times in a second, if something has changed. */
final class Reporter implements AutoCloseable {
    private static final System.Logger LOGGER = System.getLogger(Reporter.class.getName());
    private static final long LEAST_NANOS = 200_000_000L;

    private final InstanceConfig config;
    private final LogIdentity identity;
    private final Registry registry;
    private final ExecutorService thread;
    private final String since = Instant.now().truncatedTo(ChronoUnit.SECONDS).toString();
    private CoreStatus last;
    private long nextNanos = System.nanoTime();

    Reporter(InstanceConfig config, LogIdentity identity, Registry registry) {
        this.config = config;
        this.identity = identity;
        this.registry = registry;
        this.thread = Executors.newSingleThreadExecutor(Threads.named(config.name(), "report"));
    }

    /** This is so at the moment. On the coordinator's thread; does not block. */
    void report(CoreStatus status, int port) {
        long now = System.nanoTime();
        if (now - nextNanos < 0 || status.equals(last)) {
            return;
        }
        last = status;
        nextNanos = now + LEAST_NANOS;
        Presence presence = new Presence(
                config.name(), config.replica(), ProcessHandle.current().pid(), facts(status, port));
        try {
            thread.execute(() -> announce(presence));
        } catch (RejectedExecutionException ending) {
            // Nobody needs to know any more.
        }
    }

    private void announce(Presence presence) {
        try {
            registry.announce(presence);
        } catch (AmbrosiaException unavailable) {
            LOGGER.log(System.Logger.Level.WARNING, unavailable.getMessage());
        }
    }

    private Map<String, String> facts(CoreStatus status, int port) {
        Map<String, String> facts = new TreeMap<>();
        facts.put("role", status.serving() ? "primary" : "recovering");
        facts.put("address", config.host() + ":" + port);
        facts.put("epoch", Long.toString(identity.epoch()));
        facts.put("application", status.application());
        facts.put("record", Long.toString(status.durableThrough()));
        facts.put("lag.records", Long.toString(status.recordsBehind()));
        facts.put("lag.bytes", Long.toString(status.bytesBehind()));
        facts.put("since", since);
        for (CoreStatus.Peer peer : status.peers()) {
            facts.put(
                    "peer." + peer.name(),
                    (peer.linked() ? "linked" : "not linked") + ", " + peer.unconfirmed() + " calls unconfirmed");
        }
        return facts;
    }

    @Override
    public void close() {
        thread.shutdown();
        try {
            thread.awaitTermination(1, TimeUnit.SECONDS);
            registry.withdraw(config.name(), config.replica());
        } catch (InterruptedException giveUp) {
            Thread.currentThread().interrupt();
        } catch (AmbrosiaException unavailable) {
            LOGGER.log(System.Logger.Level.WARNING, unavailable.getMessage());
        }
    }
}
