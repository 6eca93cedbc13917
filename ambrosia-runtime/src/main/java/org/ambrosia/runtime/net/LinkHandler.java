package org.ambrosia.runtime.net;

import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.handler.codec.TooLongFrameException;
import io.netty.handler.ssl.SslHandler;
import io.netty.handler.ssl.SslHandshakeCompletionEvent;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import javax.net.ssl.SSLException;
import org.ambrosia.runtime.api.ErrorTag;
import org.ambrosia.runtime.protocol.PeerText;

/**
 * Passes on the frames of one link. The first frame comes from a side that has not identified
 * itself, and may only be small. No link has more than some megabytes of frames that were not
 * handled yet.
 */
final class LinkHandler extends SimpleChannelInboundHandler<ByteBuf> {
    private static final System.Logger LOGGER = System.getLogger(LinkHandler.class.getName());
    private static final int FIRST_FRAME_BYTES = 4 << 10;
    private static final long MOST_WAITING_BYTES = 8 << 20;
    /**
     * The memory that an unhandled frame takes besides its bytes: its array's head, and its place
     * in a queue.
     */
    private static final int FRAME_BYTES = 96;

    private final int link;
    private final String dialled;
    private final long incarnation;
    private final int maxFrameBytes;
    private final LinkListener listener;
    private final Links links;
    private final FrameAssembler frames;
    private final AtomicLong waitingBytes = new AtomicLong();
    private Channel channel;
    private boolean opened;
    private boolean met;
    private boolean broken;
    private int partialBytes;
    private volatile boolean full;

    LinkHandler(int link, String dialled, long incarnation, int maxFrameBytes, LinkListener listener, Links links) {
        this.link = link;
        this.dialled = dialled;
        this.incarnation = incarnation;
        this.maxFrameBytes = maxFrameBytes;
        this.listener = listener;
        this.links = links;
        this.frames = new FrameAssembler(Math.min(FIRST_FRAME_BYTES, maxFrameBytes), links.arrays(), links::isScarce);
    }

    int link() {
        return link;
    }

    Channel channel() {
        return channel;
    }

    /** Returns whether the other side has not identified itself yet. */
    boolean isStranger() {
        return dialled == null && !met;
    }

    /** Returns how much memory an unhandled frame of this length takes. */
    static int memoryOf(int length) {
        return length + FRAME_BYTES;
    }

    /** Called when a frame of this length was handled. From any thread. */
    void handled(int length) {
        if (waitingBytes.addAndGet(-memoryOf(length)) < MOST_WAITING_BYTES / 2 && full) {
            channel.eventLoop().execute(this::readAgain);
        }
    }

    /** Resumes reading. On the link's thread, which is the one that stops reading. */
    private void readAgain() {
        if (full && waitingBytes.get() < MOST_WAITING_BYTES / 2) {
            full = false;
            reading(links.isReading());
        }
    }

    /** Sets whether frames are read. On the link's thread. */
    void reading(boolean wanted) {
        channel.config().setAutoRead(wanted && !full);
    }

    @Override
    public void handlerAdded(ChannelHandlerContext context) {
        channel = context.channel();
    }

    @Override
    public void channelActive(ChannelHandlerContext context) {
        links.track(this, true);
        if (context.pipeline().get(SslHandler.class) == null) {
            opened(null);
        }
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext context, Object event) {
        if (event instanceof SslHandshakeCompletionEvent handshake && handshake.isSuccess()) {
            SslHandler tls = context.pipeline().get(SslHandler.class);
            opened(TlsContexts.namesOf(tls.engine().getSession()));
        }
    }

    private void opened(Set<String> certified) {
        opened = true;
        reading(links.isReading());
        listener.opened(link, dialled, incarnation, certified);
    }

    @Override
    protected void channelRead0(ChannelHandlerContext context, ByteBuf in) {
        if (broken) {
            return;
        }
        for (byte[] frame = frames.next(in); frame != null; frame = frames.next(in)) {
            met = true;
            frames.maxBytes(maxFrameBytes);
            int length = frames.lastLength();
            int memory = memoryOf(length);
            if (waitingBytes.addAndGet(memory) > MOST_WAITING_BYTES) {
                full = true;
                channel.config().setAutoRead(false);
            }
            links.waits(memory);
            listener.received(link, frame, length);
        }
        holds(frames.heldBytes());
    }

    /** Returns how much memory an incomplete frame takes. On the link's thread. */
    int partialBytes() {
        return partialBytes;
    }

    /** Closes the link, and drops an incomplete frame now. On the link's thread. */
    @SuppressWarnings("FutureReturnValueIgnored")
    void abandon() {
        broken = true;
        frames.forget();
        holds(0);
        channel.close();
    }

    private void holds(int bytes) {
        int more = bytes - partialBytes;
        partialBytes = bytes;
        links.partial(more);
    }

    @Override
    public void channelInactive(ChannelHandlerContext context) {
        links.track(this, false);
        holds(0);
        if (opened) {
            listener.closed(link);
        } else if (dialled != null) {
            listener.dialFailed(dialled);
        }
    }

    @Override
    @SuppressWarnings("FutureReturnValueIgnored")
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
        broken = true;
        Throwable reason = cause.getCause() == null ? cause : cause.getCause();
        if (reason instanceof TooLongFrameException || cause instanceof TooLongFrameException) {
            warn(
                    ErrorTag.MESSAGE_TOO_LARGE,
                    cause.getMessage() + ". Send less at once, or raise maxMessageBytes on both sides.");
        } else if (reason instanceof SSLException || cause instanceof SSLException) {
            // Netty shows data that is not TLS byte for byte.
            warn(
                    ErrorTag.PEER_MISMATCH,
                    "TLS failed, " + PeerText.line(String.valueOf(reason.getMessage()))
                            + ". Both sides need TLS, and certificates that the other's ca.pem vouches for.");
        } else {
            LOGGER.log(System.Logger.Level.DEBUG, "A link is closed", cause);
        }
        context.close();
    }

    private void warn(ErrorTag tag, String why) {
        if (links.mayWarn(tag)) {
            LOGGER.log(
                    System.Logger.Level.WARNING,
                    "[Ambrosia/" + tag + "] A link is closed (from=" + channel.remoteAddress() + "): " + why);
        }
    }
}
