package org.ambrosia.engine.tck;

import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.ambrosia.runtime.api.LogLocation;
import org.ambrosia.runtime.log.LogEngine;
import org.ambrosia.runtime.log.LogEngineProvider;

/**
 * Opens {@code memory:NAME}: logs in the memory of this process, under any name, for as long as it
 * lives. For tests.
 */
public final class MemoryLogEngineProvider implements LogEngineProvider {
    private static final Map<String, MemoryLogEngine.Store> STORES = new ConcurrentHashMap<>();

    @Override
    public String scheme() {
        return "memory";
    }

    @Override
    public LogEngine open(LogLocation location) {
        return new MemoryLogEngine(STORES.computeIfAbsent(location.rest(), name -> new MemoryLogEngine.Store()));
    }

    @Override
    public LogEngine scratch(Path directory) {
        return new MemoryLogEngine(new MemoryLogEngine.Store());
    }
}
