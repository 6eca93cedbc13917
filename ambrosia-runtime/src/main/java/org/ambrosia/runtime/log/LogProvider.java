package org.ambrosia.runtime.log;

import org.ambrosia.runtime.api.InstanceConfig;

/** A log engine. */
public interface LogProvider {
    /**
     * Opens the instance's log for its only writer, with an epoch higher than any before; makes it if there is none. The
     * new epoch is on stable storage on return. May block.
     *
     * @throws org.ambrosia.runtime.api.LogException if the log is in use, belongs to another instance, is damaged, or
     *     can't be read or written
     */
    Log open(InstanceConfig config);

    /**
     * Looks at the instance's log, which may be in use.
     *
     * @throws org.ambrosia.runtime.api.LogException if there is none, it belongs to another instance, or it can't be read
     */
    LogInspection inspect(InstanceConfig config);
}
