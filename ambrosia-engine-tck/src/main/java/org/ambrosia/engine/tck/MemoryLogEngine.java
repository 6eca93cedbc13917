package org.ambrosia.engine.tck;

import java.util.Map;
import java.util.TreeMap;
import org.ambrosia.runtime.api.ErrorTag;
import org.ambrosia.runtime.api.LogException;
import org.ambrosia.runtime.log.Log;
import org.ambrosia.runtime.log.LogEngine;
import org.ambrosia.runtime.log.LogInspection;
import org.ambrosia.runtime.log.LogSettings;
import org.ambrosia.runtime.log.SkippedCall;

/**
 * Logs in the memory of one process, for tests: what is written is gone when the {@link Store} is.
 * Engines that share a store see the same logs, as processes that share a directory do.
 * Thread-safe.
 */
public record MemoryLogEngine(Store store) implements LogEngine {
    /** The part that survives an engine. */
    public static final class Store {
        private final Map<String, MemoryLogs> logs = new TreeMap<>();

        synchronized MemoryLogs find(String instance) {
            MemoryLogs found = logs.get(instance);
            if (found == null) {
                throw new LogException(
                        ErrorTag.LOG_UNAVAILABLE,
                        "There is no log of \"" + instance + "\" in memory. Start the instance.");
            }
            return found;
        }

        synchronized MemoryLogs findOrBegin(String instance) {
            return logs.computeIfAbsent(
                    instance, name -> new MemoryLogs(name, System.currentTimeMillis() + logs.size()));
        }
    }

    @Override
    public Log join(LogSettings settings) {
        return store.findOrBegin(settings.instance()).join(settings);
    }

    @Override
    public LogInspection inspect(String instance) {
        return store.find(instance);
    }

    @Override
    public Request requestHandover(String instance) {
        MemoryLogs log = store.find(instance);
        Object request = new Object();
        log.request(request, "a command");
        return () -> log.withdraw(request);
    }

    /** Checks only that the log is unused, since nothing is copied in memory. */
    @Override
    public void adopt(String instance, boolean incomplete) {
        store.find(instance).checkUnused();
    }

    @Override
    public void skip(String instance, SkippedCall call) {
        store.find(instance).skip(call);
    }

    @Override
    public void close() {
        // The store stays.
    }
}
