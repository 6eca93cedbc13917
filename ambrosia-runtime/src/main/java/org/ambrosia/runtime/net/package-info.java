/**
 * Sockets, by Netty, which is used nowhere else. Peer links carry frames, by TLS or in the clear
 * ({@code Links}). The two connections between a coordinator and an application in another process
 * ({@code BindingServer}, {@code BindingClient}) use local sockets or loopback ports
 * ({@code BindingAddress}). Knows nothing of the content of a frame or a call.
 */
package org.ambrosia.runtime.net;
