/**
 * Sockets, by Netty, which is used nowhere else: peer links that carry frames, by TLS or in the clear ({@code Links}), and the two
 * connections between a coordinator and an application in another process ({@code BindingServer}, {@code BindingClient}), by
 * local sockets or loopback ports ({@code BindingAddress}). Knows nothing of what is in a frame or a call.
 */
package org.ambrosia.runtime.net;
