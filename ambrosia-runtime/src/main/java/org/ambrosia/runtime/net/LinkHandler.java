package org.ambrosia.runtime.net;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.handler.codec.TooLongFrameException;
import org.ambrosia.runtime.api.ErrorTag;

/** Passes on what comes in on one link. */
final class LinkHandler extends SimpleChannelInboundHandler<ByteBuf> {
    private static final System.Logger LOGGER = System.getLogger(LinkHandler.class.getName());

    private final int link;
    private final String dialled;
    private final LinkListener listener;
    private final Tracker tracker;

    LinkHandler(int link, String dialled, LinkListener listener, Tracker tracker) {
        this.link = link;
        this.dialled = dialled;
        this.listener = listener;
        this.tracker = tracker;
    }

    /** Keeps the list of links. */
    @FunctionalInterface
    interface Tracker {
        void track(int link, Channel channel, boolean isOpen);
    }

    @Override
    public void channelActive(ChannelHandlerContext context) {
        tracker.track(link, context.channel(), true);
        listener.opened(link, dialled);
    }

    @Override
    protected void channelRead0(ChannelHandlerContext context, ByteBuf frame) {
        listener.received(link, ByteBufUtil.getBytes(frame));
    }

    @Override
    public void channelInactive(ChannelHandlerContext context) {
        tracker.track(link, context.channel(), false);
        listener.closed(link);
    }

    @Override
    @SuppressWarnings("FutureReturnValueIgnored")
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
        boolean tooLong = cause instanceof TooLongFrameException || cause.getCause() instanceof TooLongFrameException;
        if (tooLong) {
            LOGGER.log(
                    System.Logger.Level.WARNING,
                    "[Ambrosia/" + ErrorTag.MessageTooLarge + "] A link is closed (from="
                            + context.channel().remoteAddress() + "): " + cause.getMessage()
                            + ". Send less at once, or raise maxMessageBytes on both sides.");
        } else {
            LOGGER.log(System.Logger.Level.DEBUG, "A link is closed", cause);
        }
        context.close();
    }
}
