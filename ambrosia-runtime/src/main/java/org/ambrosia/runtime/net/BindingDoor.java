package org.ambrosia.runtime.net;

import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoop;
import io.netty.channel.ServerChannel;
import io.netty.channel.socket.nio.NioServerDomainSocketChannel;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import java.io.IOException;
import java.net.UnixDomainSocketAddress;
import java.nio.file.Files;
import java.util.function.Consumer;

/**
 * Listens at an address until it is closed. The process that has the port may replace a local
 * socket that a killed process has left. The socket goes before the port does. Where there can be
 * no local socket, there is only the port. On one thread.
 */
@SuppressWarnings("FutureReturnValueIgnored")
final class BindingDoor {
    private static final System.Logger LOGGER = System.getLogger(BindingDoor.class.getName());
    /**
     * Room for some records of a busy log, so that what is sent at once need not wait for its
     * reader halfway.
     */
    static final int LOCAL_BUFFER_BYTES = 1 << 20;

    private final EventLoop loop;
    private final BindingAddress address;
    private final Consumer<Channel> accepted;
    private Channel port;
    private Channel local;
    private boolean closed;

    /**
     * Creates a door that is not open yet.
     *
     * @param accepted receives each connection
     */
    BindingDoor(EventLoop loop, BindingAddress address, Consumer<Channel> accepted) {
        this.loop = loop;
        this.address = address;
        this.accepted = accepted;
    }

    /**
     * Opens the door. The future reports whether the port could be bound; without the port there is
     * no socket either. From any thread.
     */
    ChannelFuture open() {
        // Prepared before the port is there, so that a process that finds the port finds the socket
        // too, but for some microseconds.
        if (address.local().isPresent()) {
            localServer().register();
        }
        ChannelFuture bound = portServer().bind(address.loopback());
        bound.addListener((ChannelFutureListener) done -> {
            if (local != null && done.isSuccess() && !closed) {
                bindLocal(address.local().orElseThrow());
            } else if (local != null) {
                local.close();
            }
        });
        return bound;
    }

    private ServerBootstrap portServer() {
        return server(NioServerSocketChannel.class, channel -> port = channel)
                .option(ChannelOption.SO_REUSEADDR, true)
                .option(ChannelOption.SO_BACKLOG, 1)
                .childOption(ChannelOption.TCP_NODELAY, true);
    }

    private ServerBootstrap localServer() {
        return server(NioServerDomainSocketChannel.class, channel -> local = channel)
                .childOption(ChannelOption.SO_SNDBUF, LOCAL_BUFFER_BYTES);
    }

    private ServerBootstrap server(Class<? extends ServerChannel> type, Consumer<Channel> made) {
        return new ServerBootstrap()
                .group(loop)
                .channel(type)
                .childOption(ChannelOption.RECVBUF_ALLOCATOR, SocketThread.READS)
                .handler(new ChannelInitializer<>() {
                    @Override
                    protected void initChannel(Channel channel) {
                        made.accept(channel);
                        if (closed) {
                            channel.close();
                        }
                    }
                })
                .childHandler(new ChannelInitializer<>() {
                    @Override
                    protected void initChannel(Channel channel) {
                        if (closed) {
                            channel.close();
                        } else {
                            accepted.accept(channel);
                        }
                    }
                });
    }

    private void bindLocal(UnixDomainSocketAddress socket) {
        try {
            Files.deleteIfExists(socket.getPath());
        } catch (IOException undeletable) {
            without(undeletable);
        }
        local.bind(socket).addListener(done -> {
            if (!done.isSuccess()) {
                without(done.cause());
            }
        });
    }

    private void without(Throwable cause) {
        LOGGER.log(
                System.Logger.Level.DEBUG,
                "No local socket beside port " + address.port() + ": " + cause.getMessage() + " (" + address + ")");
    }

    /** Closes the door, and deletes the socket; connections that were accepted stay. */
    void close() {
        closed = true;
        if (local != null) {
            local.close();
        }
        if (port != null) {
            port.close();
        }
    }

    /** Returns whether the door was closed, for example after the first connection. */
    boolean isClosed() {
        return closed;
    }
}
