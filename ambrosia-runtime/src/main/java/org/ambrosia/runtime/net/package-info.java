/** Sockets, by Netty, which is used nowhere else: peer links that carry frames. Knows nothing of what is in a frame. */
package org.ambrosia.runtime.net;
