package org.ambrosia.runtime.net;

import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.SimpleChannelInboundHandler;

/**
 * A second connection to a {@link BindingServer}, on which only the server sends. On the server's
 * thread.
 */
@SuppressWarnings("FutureReturnValueIgnored")
final class BindingSender extends SimpleChannelInboundHandler<ByteBuf> {
    private final BindingServer server;
    private final Channel channel;
    private boolean given;
    private long nonce;

    BindingSender(BindingServer server, Channel channel) {
        this.server = server;
        this.channel = channel;
    }

    Channel channel() {
        return channel;
    }

    /** Sets the nonce that was sent on this connection. */
    void nonce(long fresh) {
        given = true;
        nonce = fresh;
    }

    boolean isGiven(long said) {
        return given && nonce == said;
    }

    void close() {
        channel.close();
    }

    @Override
    protected void channelRead0(ChannelHandlerContext context, ByteBuf bytes) {
        server.misused(this);
    }

    @Override
    public void channelInactive(ChannelHandlerContext context) {
        server.ended(this);
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
        context.close();
    }
}
