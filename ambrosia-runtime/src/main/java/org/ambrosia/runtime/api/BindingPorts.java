package org.ambrosia.runtime.api;

/**
 * The two loopback ports between the coordinator of an instance and its application, as they are
 * registered: {@code ambrosia RegisterInstance -rp=… -sp=…}. Both sides get the same value.
 *
 * @param receivePort where the coordinator receives ({@code -rp}), and the application sends
 * @param sendPort where the coordinator sends ({@code -sp}), and the application receives
 */
public record BindingPorts(int receivePort, int sendPort) {
    private static final int MAX_PORT = 65_535;

    /**
     * Checks the ports.
     *
     * @throws InvalidConfigurationException if they are not two different ones from 1 to 65535
     */
    public BindingPorts {
        if (!isPort(receivePort) || !isPort(sendPort) || receivePort == sendPort) {
            throw new InvalidConfigurationException(
                    ErrorTag.INVALID_CONFIGURATION,
                    "The ports between coordinator and application are wrong: expected two different ones from 1 to 65535,"
                            + " found " + receivePort + " and " + sendPort + ".");
        }
    }

    private static boolean isPort(int port) {
        return port >= 1 && port <= MAX_PORT;
    }
}
