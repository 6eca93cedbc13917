package org.ambrosia.runtime.node;

import org.ambrosia.runtime.api.BindingPorts;
import org.ambrosia.runtime.api.ErrorTag;
import org.ambrosia.runtime.api.InvalidConfigurationException;

/**
 * Where a coordinator waits for its application.
 *
 * @param ports the two loopback ports
 * @param tokenWanted whether the application must present the instance's token; a binding of the
 *     published protocol has none
 */
public record ApplicationPorts(BindingPorts ports, boolean tokenWanted) {
    /**
     * Returns these ports.
     *
     * @param ports null if none were given
     * @throws InvalidConfigurationException if none were given
     */
    public static ApplicationPorts of(BindingPorts ports, boolean tokenWanted) {
        if (ports == null) {
            throw new InvalidConfigurationException(
                    ErrorTag.INVALID_CONFIGURATION,
                    "The coordinator has no ports for its application. Give it two: applicationPorts(new BindingPorts(…)).");
        }
        return new ApplicationPorts(ports, tokenWanted);
    }

    int receivePort() {
        return ports.receivePort();
    }

    int sendPort() {
        return ports.sendPort();
    }
}
