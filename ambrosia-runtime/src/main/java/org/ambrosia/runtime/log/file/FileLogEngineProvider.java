package org.ambrosia.runtime.log.file;

import java.nio.file.Path;
import org.ambrosia.runtime.api.LogLocation;
import org.ambrosia.runtime.log.LogEngine;
import org.ambrosia.runtime.log.LogEngineProvider;

/**
 * Opens {@code file:} locations: the directory that holds the instances' logs, each in a folder of
 * its own.
 */
public final class FileLogEngineProvider implements LogEngineProvider {
    @Override
    public String scheme() {
        return LogLocation.FILE;
    }

    @Override
    public LogEngine open(LogLocation location) {
        return new FileLogEngine(location.directory());
    }

    @Override
    public LogEngine scratch(Path directory) {
        return new FileLogEngine(directory);
    }
}
