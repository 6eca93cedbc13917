package org.ambrosia.runtime.net;

import io.netty.bootstrap.Bootstrap;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.ChannelOutboundBuffer;
import io.netty.channel.EventLoop;
import io.netty.channel.socket.SocketChannel;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.channel.socket.nio.NioSocketChannel;
import io.netty.handler.ssl.SslContext;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.ambrosia.runtime.api.AmbrosiaException;
import org.ambrosia.runtime.api.ErrorTag;
import org.ambrosia.runtime.api.InvalidConfigurationException;
import org.ambrosia.runtime.protocol.Encoder;
import org.ambrosia.runtime.protocol.FrameFormat;
import org.ambrosia.runtime.protocol.LogBudget;
import org.ambrosia.runtime.protocol.PeerFrame;
import org.ambrosia.runtime.thread.ArrayPool;

/**
 * The links of one coordinator: those that it dials and those that it accepts. May be used from any
 * thread. The end of a link reports what becomes of a write, so Netty's futures are ignored.
 */
@SuppressWarnings("FutureReturnValueIgnored")
public final class Links implements AutoCloseable {
    private static final int MOST_LINKS = 4096;
    /** The number of unhandled frames of many calls that one link may have. */
    private static final int MOST_ARRAYS = 128;

    private static final int MOST_STRANGERS = 256;
    private static final int CONNECT_MILLIS = 2000;
    /** The max size of unhandled frames of all links together; beyond this no link is read. */
    private static final long MAX_WAITING_BYTES = 64L << 20;
    /** The max size of incomplete frames of all links together, besides one of the max size. */
    private static final long MAX_PARTIAL_BYTES = 64L << 20;
    /**
     * The max size of what may wait for a peer that does not read, besides one frame. Its window is
     * half of this.
     */
    private static final long MAX_OUTBOUND_BYTES = 8L << 20;

    private static final System.Logger LOGGER = System.getLogger(Links.class.getName());
    private static final long MOST_CLOSE_MILLIS = 10_000;

    private final LinkListener listener;
    private final int maxFrameBytes;
    private final EventLoop loop;
    private final ArrayPool arrays = new ArrayPool(MOST_ARRAYS);
    private final AtomicInteger numbers = new AtomicInteger();
    private final TlsContexts tls;
    private final Map<Integer, LinkHandler> open = new ConcurrentHashMap<>();
    private final Set<Channel> written = ConcurrentHashMap.newKeySet();
    /** The head of a frame; used on the sockets' thread, which alone sends. */
    private final Encoder head = new Encoder(FrameFormat.OVERHEAD_BYTES);

    private final AtomicLong waitingBytes = new AtomicLong();
    private final LogBudget warnings = new LogBudget(LOGGER, System::nanoTime);
    private Channel server;
    private volatile boolean reading = true;
    private volatile boolean full;
    private final BoundedReads reads = new BoundedReads(() -> full);
    /** The size of incomplete frames; used on the sockets' thread only. */
    private long partialBytes;

    /**
     * Creates links that are reported to {@code listener}.
     *
     * @param sockets does everything
     * @param tlsDirectory where the files for encryption are; empty if links are not encrypted
     * @param maxFrameBytes the largest frame, without its length, that is read; a link with a
     *     larger one is closed
     */
    public Links(SocketThread sockets, Optional<Path> tlsDirectory, int maxFrameBytes, LinkListener listener) {
        this.tls = tlsDirectory.map(TlsContexts::watching).orElse(null);
        this.listener = listener;
        this.maxFrameBytes = maxFrameBytes;
        this.loop = sockets.loop();
    }

    /**
     * Binds the port, and accepts no links yet.
     *
     * @return the port that was bound
     * @throws AmbrosiaException if it can't be bound, or the host is not known
     */
    public int bind(String host, int port) {
        InetSocketAddress address = new InetSocketAddress(host, port);
        if (address.isUnresolved()) {
            throw new InvalidConfigurationException(
                    ErrorTag.INVALID_CONFIGURATION,
                    "The setting \"host\" is wrong: expected an address of this machine, or a name for one, found "
                            + host
                            + ", for which no address is known. Correct it where the instance is deployed; a name by which"
                            + " others reach this machine, and it does not reach itself, is an advertisedHost.");
        }
        ServerBootstrap bootstrap = new ServerBootstrap()
                .group(loop)
                .channel(NioServerSocketChannel.class)
                .option(ChannelOption.AUTO_READ, false)
                .option(ChannelOption.SO_REUSEADDR, true)
                .childOption(ChannelOption.RECVBUF_ALLOCATOR, reads)
                .childHandler(new ChannelInitializer<SocketChannel>() {
                    @Override
                    protected void initChannel(SocketChannel channel) {
                        initialize(channel, null, 0);
                    }
                });
        try {
            server = bootstrap.bind(address).syncUninterruptibly().channel();
        } catch (RuntimeException | Error failed) {
            throw unbindable(host, port, failed);
        } catch (Exception failed) {
            // Netty throws the checked BindException without declaring it.
            throw unbindable(host, port, failed);
        }
        return ((InetSocketAddress) server.localAddress()).getPort();
    }

    /** Accepts links from now on. */
    public void accept() {
        server.config().setAutoRead(true);
    }

    /**
     * Opens a link; the listener is notified of the result. May block while the host's address is
     * looked up.
     *
     * @param incarnation the log that the peer has; 0 if that is not known
     */
    public void dial(String peer, String host, int port, long incarnation) {
        InetSocketAddress address = new InetSocketAddress(host, port);
        if (address.isUnresolved()) {
            listener.dialFailed(peer);
            return;
        }
        new Bootstrap()
                .group(loop)
                .channel(NioSocketChannel.class)
                .option(ChannelOption.CONNECT_TIMEOUT_MILLIS, CONNECT_MILLIS)
                .option(ChannelOption.RECVBUF_ALLOCATOR, reads)
                .handler(new ChannelInitializer<SocketChannel>() {
                    @Override
                    protected void initChannel(SocketChannel channel) {
                        initialize(channel, peer, incarnation);
                    }
                })
                .connect(address)
                .addListener(done -> {
                    if (!done.isSuccess()) {
                        listener.dialFailed(peer);
                    }
                });
    }

    /**
     * Sends a frame, at the latest when {@link #flush} is called; the bytes of calls are copied. On
     * one thread at a time.
     */
    public void send(int link, PeerFrame frame) {
        LinkHandler handler = open.get(link);
        if (handler != null) {
            Channel channel = handler.channel();
            FrameFormat.head(frame, head);
            int more = frame instanceof PeerFrame.Calls calls ? calls.length() : 0;
            ByteBuf bytes = channel.alloc().directBuffer(head.length() + more);
            bytes.writeBytes(head.array(), 0, head.length());
            if (frame instanceof PeerFrame.Calls calls) {
                bytes.writeBytes(calls.bytes(), calls.offset(), calls.length());
            }
            channel.write(bytes, channel.voidPromise());
            written.add(channel);
            closeIfItDoesNotRead(channel);
        }
    }

    /**
     * Closes the link of a peer that does not read. No peer is sent more than its window, unless it
     * asks for the same calls again and again.
     */
    private void closeIfItDoesNotRead(Channel channel) {
        ChannelOutboundBuffer outbound = channel.unsafe().outboundBuffer();
        if (outbound == null || outbound.totalPendingWriteBytes() <= MAX_OUTBOUND_BYTES + maxFrameBytes) {
            return;
        }
        if (mayWarn(ErrorTag.MALFORMED_MESSAGE)) {
            LOGGER.log(
                    System.Logger.Level.WARNING,
                    "[Ambrosia/" + ErrorTag.MALFORMED_MESSAGE + "] A link is closed (to=" + channel.remoteAddress()
                            + "): " + outbound.totalPendingWriteBytes()
                            + " bytes wait for the peer, which asks for more and reads none, expected at most "
                            + (MAX_OUTBOUND_BYTES + maxFrameBytes) + ". Both sides must speak the same protocol.");
        }
        channel.close();
    }

    /** Sends what was written. */
    public void flush() {
        for (Iterator<Channel> channels = written.iterator(); channels.hasNext(); ) {
            Channel channel = channels.next();
            channels.remove();
            channel.flush();
        }
    }

    /** Closes a link after what was sent. */
    public void close(int link) {
        LinkHandler handler = open.remove(link);
        if (handler != null) {
            handler.channel().writeAndFlush(Unpooled.EMPTY_BUFFER).addListener(ChannelFutureListener.CLOSE);
        }
    }

    /**
     * Sets whether frames are read from links; while they are not, the other sides have to wait.
     */
    public void reading(boolean wanted) {
        reading = wanted;
        open.values().forEach(each -> each.channel().eventLoop().execute(() -> each.reading(isReading())));
    }

    boolean isReading() {
        return reading && !full;
    }

    /** Called when a frame has come in. On the sockets' thread. */
    void waits(int bytes) {
        if (waitingBytes.addAndGet(bytes) > MAX_WAITING_BYTES && !full) {
            full = true;
            open.values().forEach(each -> each.reading(false));
        }
    }

    private void readAgain() {
        if (full && waitingBytes.get() < MAX_WAITING_BYTES / 2) {
            full = false;
            open.values().forEach(each -> each.reading(reading));
        }
    }

    /**
     * Returns whether incoming frames must take no more memory than necessary. On the sockets'
     * thread.
     */
    boolean isScarce() {
        return partialBytes > MAX_PARTIAL_BYTES / 2;
    }

    /**
     * Called when a link holds this many bytes more, or less, of an incomplete frame. On the
     * sockets' thread.
     */
    void partial(int bytes) {
        partialBytes += bytes;
        if (bytes > 0 && partialBytes > MAX_PARTIAL_BYTES + maxFrameBytes) {
            open.values().stream()
                    .max(Comparator.comparingInt(LinkHandler::partialBytes))
                    .ifPresent(this::closeLargest);
        }
    }

    private void closeLargest(LinkHandler link) {
        if (mayWarn(ErrorTag.MESSAGE_TOO_LARGE)) {
            LOGGER.log(
                    System.Logger.Level.WARNING,
                    "[Ambrosia/" + ErrorTag.MESSAGE_TOO_LARGE + "] A link is closed (from="
                            + link.channel().remoteAddress() + "): frames that have not come in whole take "
                            + partialBytes + " bytes on all links, expected at most "
                            + (MAX_PARTIAL_BYTES + maxFrameBytes)
                            + ", and this link's is the largest. Its peer sends it again; send less at once if that happens"
                            + " often.");
        }
        link.abandon();
    }

    /**
     * Called when a frame of this link was handled. It does not count as waiting any more, and its
     * array may be reused.
     */
    public void handled(int link, byte[] frame, int length) {
        arrays.give(frame);
        LinkHandler handler = open.get(link);
        if (handler != null) {
            handler.handled(length);
        }
        if (waitingBytes.addAndGet(-LinkHandler.memoryOf(length)) < MAX_WAITING_BYTES / 2 && full) {
            loop.execute(this::readAgain);
        }
    }

    /** Returns the arrays for incoming frames. */
    ArrayPool arrays() {
        return arrays;
    }

    /**
     * Closes all links and the port, soon, so that the other sides look for the process that
     * continues. Does not wait.
     */
    public void hangUp() {
        if (server != null) {
            server.close();
        }
        open.values().forEach(each -> each.channel().close());
    }

    /** Does the same as {@link #hangUp}, and waits until the port is closed. */
    @Override
    public void close() {
        hangUp();
        if (tls != null) {
            tls.close();
        }
        if (server != null) {
            server.closeFuture().awaitUninterruptibly(MOST_CLOSE_MILLIS);
        }
    }

    private void initialize(SocketChannel channel, String dialled, long incarnation) {
        channel.config().setTcpNoDelay(true);
        if (open.size() >= MOST_LINKS) {
            channel.close();
            return;
        }
        if (dialled == null) {
            makeRoomForAStranger();
        }
        if (tls != null) {
            SslContext context = dialled == null ? tls.server() : tls.client();
            channel.pipeline().addLast(context.newHandler(channel.alloc()));
        }
        channel.pipeline()
                .addLast(new LinkHandler(
                        numbers.incrementAndGet(), dialled, incarnation, maxFrameBytes, listener, this));
    }

    /**
     * Makes room for a side that has not identified itself. Of such sides, the one that has had the
     * longest time is closed, so a side that identifies itself at once gets in.
     */
    private void makeRoomForAStranger() {
        List<LinkHandler> strangers =
                open.values().stream().filter(LinkHandler::isStranger).toList();
        if (strangers.size() >= MOST_STRANGERS) {
            strangers.stream().min(Comparator.comparingInt(LinkHandler::link)).ifPresent(LinkHandler::abandon);
        }
    }

    /**
     * Returns whether to log one more warning with this tag. Any party can cause as many as it
     * likes.
     */
    boolean mayWarn(ErrorTag tag) {
        return warnings.allows(System.Logger.Level.WARNING, "[Ambrosia/" + tag + "] A link is closed");
    }

    void track(LinkHandler link, boolean isOpen) {
        if (isOpen) {
            open.put(link.link(), link);
        } else {
            open.remove(link.link());
            written.remove(link.channel());
        }
    }

    private static AmbrosiaException unbindable(String host, int port, Throwable cause) {
        return new AmbrosiaException(
                ErrorTag.PORT_IN_USE,
                "The port " + port + " on " + host + " can't be bound: " + cause.getMessage()
                        + ". Stop what uses it, or give the instance another port; 0 takes a free one.",
                cause);
    }
}
