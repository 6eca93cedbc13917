package org.ambrosia.runtime.node;

/**
 * Where a coordinator waits for its application.
 *
 * @param receivePort the loopback port on which it receives
 * @param sendPort the loopback port on which it sends
 * @param tokenWanted whether the application must present the instance's token; a binding of the published protocol has none
 */
public record BindingPorts(int receivePort, int sendPort, boolean tokenWanted) {}
