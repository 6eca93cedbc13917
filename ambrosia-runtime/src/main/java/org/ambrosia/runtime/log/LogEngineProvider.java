package org.ambrosia.runtime.log;

import java.nio.file.Path;
import org.ambrosia.runtime.api.LogLocation;

/**
 * Opens log engines of one kind. The runtime finds it as a service, on the module path, on the
 * class path, or in a folder of the plugins directory. Only the scheme of the
 * {@linkplain LogLocation location} of an instance's log decides which kind the instance uses.
 */
public interface LogEngineProvider {
    /**
     * The scheme of the locations that it opens: lower case letters, digits and {@code + - .}, at
     * least two of them.
     */
    String scheme();

    /**
     * Opens the engine of a place. Each call returns another engine.
     *
     * @param location a location with this scheme
     * @throws org.ambrosia.runtime.api.InvalidConfigurationException if the rest of the location
     *     means nothing to this kind of engine
     */
    LogEngine open(LogLocation location);

    /**
     * Opens an engine for a rehearsal. It is as similar to the other engines as is possible within
     * this process, and nothing of it is left.
     *
     * @param directory an empty directory that the engine may use; it is deleted afterwards
     */
    LogEngine scratch(Path directory);
}
