package org.ambrosia.runtime.net;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnixDomainSocketAddress;
import java.nio.file.Path;

/**
 * Where a coordinator waits for one of the two connections of its application: a loopback port, and beside it a local socket,
 * which takes half the time for each byte and each turn. Both speak the same; who does not know of the socket takes the port.
 *
 * @param port the loopback port
 * @param socket the local socket's file; whoever may write it may connect
 */
public record BindingAddress(int port, Path socket) {
    /**
     * The address of an instance's port.
     *
     * @param directory a directory that coordinator and application have in common; if they have not, they find each other by
     *     the port
     */
    public static BindingAddress of(Path directory, String instance, int port) {
        return new BindingAddress(port, directory.resolve(instance + "." + port + ".socket"));
    }

    InetSocketAddress loopback() {
        return new InetSocketAddress(InetAddress.getLoopbackAddress(), port);
    }

    UnixDomainSocketAddress local() {
        return UnixDomainSocketAddress.of(socket);
    }
}
