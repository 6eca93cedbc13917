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
import java.net.SocketAddress;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/**
 * Listens at an address until it is closed: on its local socket first, so that who finds the port open finds the socket too. Without
 * a local socket, such as where its path is too long for one, there is the port. On one thread.
 */
@SuppressWarnings("FutureReturnValueIgnored")
final class BindingDoor {
    private static final System.Logger LOGGER = System.getLogger(BindingDoor.class.getName());
    /** Some records of a busy log: what is sent at once need not wait for its reader half way. */
    static final int LOCAL_BUFFER_BYTES = 1 << 20;

    private final EventLoop loop;
    private final BindingAddress address;
    private final Consumer<Channel> accepted;
    private final List<Channel> servers = new ArrayList<>();
    private boolean closed;

    /**
     * Makes a door that is not open yet.
     *
     * @param accepted is given each connection
     */
    BindingDoor(EventLoop loop, BindingAddress address, Consumer<Channel> accepted) {
        this.loop = loop;
        this.address = address;
        this.accepted = accepted;
    }

    /** Opens the door. The future tells whether the port could be bound. */
    ChannelFuture open() {
        deleteSocket();
        bind(NioServerDomainSocketChannel.class, address.local(), local()).addListener((ChannelFutureListener) done -> {
            if (!done.isSuccess()) {
                LOGGER.log(
                        System.Logger.Level.DEBUG,
                        "No local socket beside port " + address.port() + ": "
                                + done.cause().getMessage() + " (file=" + address.socket() + ")");
            }
        });
        return openPort();
    }

    /** Binds the port alone, again, which another program had. */
    ChannelFuture openPort() {
        ServerBootstrap loopback = new ServerBootstrap()
                .option(ChannelOption.SO_REUSEADDR, true)
                .option(ChannelOption.SO_BACKLOG, 1)
                .childOption(ChannelOption.TCP_NODELAY, true);
        return bind(NioServerSocketChannel.class, address.loopback(), loopback);
    }

    private static ServerBootstrap local() {
        return new ServerBootstrap().childOption(ChannelOption.SO_SNDBUF, LOCAL_BUFFER_BYTES);
    }

    private ChannelFuture bind(Class<? extends ServerChannel> type, SocketAddress where, ServerBootstrap server) {
        return server.group(loop)
                .channel(type)
                .childOption(ChannelOption.RECVBUF_ALLOCATOR, SocketThread.READS)
                .handler(new ChannelInitializer<>() {
                    @Override
                    protected void initChannel(Channel channel) {
                        opening(channel);
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
                })
                .bind(where);
    }

    private void opening(Channel server) {
        if (closed) {
            server.close();
        } else {
            servers.add(server);
        }
    }

    /** Closes the door; connections that were accepted stay. */
    void close() {
        if (!closed) {
            closed = true;
            deleteSocket();
            servers.forEach(Channel::close);
        }
    }

    boolean isClosed() {
        return closed;
    }

    private void deleteSocket() {
        try {
            Files.deleteIfExists(address.socket());
        } catch (IOException undeletable) {
            LOGGER.log(System.Logger.Level.DEBUG, "The local socket " + address.socket() + " stays", undeletable);
        }
    }
}
