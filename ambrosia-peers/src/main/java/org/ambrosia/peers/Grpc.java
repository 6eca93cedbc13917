package org.ambrosia.peers;

import io.grpc.Drainable;
import io.grpc.KnownLength;
import io.grpc.ManagedChannel;
import io.grpc.MethodDescriptor;
import io.grpc.MethodDescriptor.MethodType;
import io.grpc.Server;
import io.grpc.ServerServiceDefinition;
import io.grpc.netty.shaded.io.grpc.netty.NettyChannelBuilder;
import io.grpc.netty.shaded.io.grpc.netty.NettyServerBuilder;
import io.grpc.netty.shaded.io.netty.channel.EventLoopGroup;
import io.grpc.netty.shaded.io.netty.channel.MultiThreadIoEventLoopGroup;
import io.grpc.netty.shaded.io.netty.channel.epoll.Epoll;
import io.grpc.netty.shaded.io.netty.channel.epoll.EpollIoHandler;
import io.grpc.netty.shaded.io.netty.channel.epoll.EpollServerSocketChannel;
import io.grpc.netty.shaded.io.netty.channel.epoll.EpollSocketChannel;
import io.grpc.netty.shaded.io.netty.channel.nio.NioIoHandler;
import io.grpc.netty.shaded.io.netty.channel.socket.nio.NioServerSocketChannel;
import io.grpc.netty.shaded.io.netty.channel.socket.nio.NioSocketChannel;
import io.grpc.netty.shaded.io.netty.util.concurrent.DefaultThreadFactory;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;

/** A gRPC service whose messages are bytes, which saves it the work of Protocol Buffers. */
final class Grpc {
    static final String SERVICE = "sink";

    /** More than gRPC's default, with which a stream waits for its other side most of the time; and no executor, for the same reason. */
    static final int WINDOW_BYTES = 4 << 20;

    /** So many bytes are given to gRPC before it says that it is not ready for more. */
    static final int READY_BYTES = 1 << 20;

    /** For connections, of which there is one; none waits for another. */
    static final int EVENT_LOOPS = 1;

    /** A stream of calls, answered by how many there were. */
    static final MethodDescriptor<byte[], byte[]> TAKE = MethodDescriptor.<byte[], byte[]>newBuilder()
            .setType(MethodType.CLIENT_STREAMING)
            .setFullMethodName(MethodDescriptor.generateFullMethodName(SERVICE, "take"))
            .setRequestMarshaller(new Bytes())
            .setResponseMarshaller(new Bytes())
            .build();

    /** A call with the same bytes as its result. */
    static final MethodDescriptor<byte[], byte[]> ECHO = MethodDescriptor.<byte[], byte[]>newBuilder()
            .setType(MethodType.UNARY)
            .setFullMethodName(MethodDescriptor.generateFullMethodName(SERVICE, "echo"))
            .setRequestMarshaller(new Bytes())
            .setResponseMarshaller(new Bytes())
            .build();

    private Grpc() {}

    /** Runs a service until killed. */
    static void serve(ServerServiceDefinition service) throws IOException, InterruptedException {
        Server server = NettyServerBuilder.forAddress(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0))
                .flowControlWindow(WINDOW_BYTES)
                .directExecutor()
                .channelType(Epoll.isAvailable() ? EpollServerSocketChannel.class : NioServerSocketChannel.class)
                .bossEventLoopGroup(eventLoops())
                .workerEventLoopGroup(eventLoops())
                .addService(service)
                .build()
                .start();
        System.out.println("READY " + server.getPort());
        server.awaitTermination();
    }

    /** A channel to it. */
    static ManagedChannel channel(String port) {
        return NettyChannelBuilder.forAddress(
                        new InetSocketAddress(InetAddress.getLoopbackAddress(), Integer.parseInt(port)))
                .flowControlWindow(WINDOW_BYTES)
                .directExecutor()
                .channelType(Epoll.isAvailable() ? EpollSocketChannel.class : NioSocketChannel.class)
                .eventLoopGroup(eventLoops())
                .usePlaintext()
                .build();
    }

    private static EventLoopGroup eventLoops() {
        return new MultiThreadIoEventLoopGroup(
                EVENT_LOOPS,
                new DefaultThreadFactory("event loop", true),
                Epoll.isAvailable() ? EpollIoHandler.newFactory() : NioIoHandler.newFactory());
    }

    private static final class Bytes implements MethodDescriptor.Marshaller<byte[]> {
        @Override
        public InputStream stream(byte[] value) {
            return new DrainableBytes(value);
        }

        @Override
        public byte[] parse(InputStream stream) {
            try {
                return stream.readNBytes(stream.available());
            } catch (IOException broken) {
                throw new UncheckedIOException(broken);
            }
        }
    }

    /** As the streams of Protocol Buffers are, so that gRPC copies the bytes once, and needs no buffer of its own for that. */
    private static final class DrainableBytes extends ByteArrayInputStream implements Drainable, KnownLength {
        DrainableBytes(byte[] bytes) {
            super(bytes);
        }

        @Override
        public int drainTo(OutputStream target) throws IOException {
            int length = available();
            target.write(buf, pos, length);
            pos = count;
            return length;
        }
    }
}
