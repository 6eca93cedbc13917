package org.ambrosia.runtime.log.file;

import org.ambrosia.runtime.api.InstanceConfig;
import org.ambrosia.runtime.log.Log;
import org.ambrosia.runtime.log.LogProvider;

/** The embedded log engine: the log is the directory {@code <logDirectory>/<instance>}. */
public final class FileLogProvider implements LogProvider {
    /** Makes the engine; it keeps nothing. */
    public FileLogProvider() {}

    @Override
    public Log open(InstanceConfig config) {
        return FileLog.open(config);
    }
}
