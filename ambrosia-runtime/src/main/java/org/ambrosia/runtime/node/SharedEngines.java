package org.ambrosia.runtime.node;

import java.util.HashMap;
import java.util.Map;
import java.util.function.Function;
import org.ambrosia.runtime.api.LogLocation;
import org.ambrosia.runtime.log.Log;
import org.ambrosia.runtime.log.LogEngine;
import org.ambrosia.runtime.log.LogInspection;
import org.ambrosia.runtime.log.LogSettings;
import org.ambrosia.runtime.log.SkippedCall;

/**
 * The open log engines, one for each place, each until its last user has closed it. Thread-safe.
 */
final class SharedEngines {
    /** The engines of this process. */
    static final SharedEngines PROCESS =
            new SharedEngines(location -> LogEngines.installed().open(location));

    private final Function<LogLocation, LogEngine> opener;
    private final Map<LogLocation, Shared> open = new HashMap<>();

    /**
     * Creates an empty set of engines.
     *
     * @param opener opens the engine of a place
     */
    SharedEngines(Function<LogLocation, LogEngine> opener) {
        this.opener = opener;
    }

    /** Returns the engine of a place, for one more user. */
    synchronized LogEngine open(LogLocation location) {
        Shared shared = open.get(location);
        if (shared == null) {
            shared = new Shared(location, opener.apply(location));
            open.put(location, shared);
        }
        shared.users++;
        return new Use(shared);
    }

    private synchronized void leave(Shared shared) {
        shared.users--;
        if (shared.users == 0) {
            open.remove(shared.location);
            shared.engine.close();
        }
    }

    private static final class Shared {
        private final LogLocation location;
        private final LogEngine engine;
        private int users;

        Shared(LogLocation location, LogEngine engine) {
            this.location = location;
            this.engine = engine;
        }
    }

    /** An engine, as one of its users sees it. */
    private final class Use implements LogEngine {
        private final Shared shared;
        private boolean closed;

        Use(Shared shared) {
            this.shared = shared;
        }

        @Override
        public Log join(LogSettings settings) {
            return shared.engine.join(settings);
        }

        @Override
        public LogInspection inspect(String instance) {
            return shared.engine.inspect(instance);
        }

        @Override
        public Request requestHandover(String instance) {
            return shared.engine.requestHandover(instance);
        }

        @Override
        public void adopt(String instance, boolean incomplete) {
            shared.engine.adopt(instance, incomplete);
        }

        @Override
        public void skip(String instance, SkippedCall call) {
            shared.engine.skip(instance, call);
        }

        @Override
        public synchronized void close() {
            if (!closed) {
                closed = true;
                leave(shared);
            }
        }
    }
}
