package org.ambrosia.runtime.net;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnixDomainSocketAddress;
import java.util.Optional;

/**
 * The place where a coordinator waits for one of the two connections of its application: a loopback
 * port, and beside it a local socket. The socket takes half the time for each byte and each turn.
 * Both speak the same protocol. An application that does not know of the socket uses the port.
 *
 * @param port the loopback port
 * @param local the local socket; empty where there can be none
 */
public record BindingAddress(int port, Optional<UnixDomainSocketAddress> local) {
    /** Returns the address of an instance's port. */
    public static BindingAddress of(String instance, int port) {
        return new BindingAddress(
                port,
                SocketDirectory.ofUser()
                        .map(directory -> directory.resolve(instance + "." + port + ".socket"))
                        .map(UnixDomainSocketAddress::of));
    }

    InetSocketAddress loopback() {
        return new InetSocketAddress(InetAddress.getLoopbackAddress(), port);
    }
}
