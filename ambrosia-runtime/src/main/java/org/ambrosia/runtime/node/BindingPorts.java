package org.ambrosia.runtime.node;

import org.ambrosia.runtime.api.ErrorTag;
import org.ambrosia.runtime.api.InvalidConfigurationException;

/**
 * The two ports where a coordinator waits for its application.
 *
 * @param receivePort the loopback port on which it receives
 * @param sendPort the loopback port on which it sends
 * @param tokenWanted whether the application must present the instance's token; a binding of the
 *     published protocol has none
 */
public record BindingPorts(int receivePort, int sendPort, boolean tokenWanted) {
    /** Checks the ports. */
    public BindingPorts {
        boolean right = receivePort >= 1
                && receivePort <= 65_535
                && sendPort >= 1
                && sendPort <= 65_535
                && receivePort != sendPort;
        if (!right) {
            throw new InvalidConfigurationException(
                    ErrorTag.InvalidConfiguration,
                    "The ports for the application are wrong: expected two different ones from 1 to 65535, found "
                            + receivePort + " and " + sendPort + ".");
        }
    }
}
