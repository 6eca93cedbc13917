package org.ambrosia.runtime.log;

import java.nio.file.Path;
import org.ambrosia.runtime.api.LogLocation;

/**
 * Opens log engines of one kind. Found as a service, on the module path, the class path, or in a folder of the plugins directory; which
 * kind an instance uses is said by the scheme of its log's {@linkplain LogLocation location} alone.
 */
public interface LogEngineProvider {
    /** The scheme of the locations that it opens: lower case letters, digits and {@code + - .}, at least two of them. */
    String scheme();

    /**
     * Opens the engine of a place. Each call gives another one.
     *
     * @param location a location with this scheme
     * @throws org.ambrosia.runtime.api.InvalidConfigurationException if the rest of the location means nothing to this kind of engine
     */
    LogEngine open(LogLocation location);

    /**
     * Opens an engine for a rehearsal: as like the others as can be had within this process, and of which nothing is left.
     *
     * @param directory an empty directory that it may use, and that is deleted afterwards
     */
    LogEngine scratch(Path directory);
}
