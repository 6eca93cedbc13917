package org.ambrosia.benchmarks.raw;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;

/** A TCP connection from one thread of this process to another one. */
public final class Loopback implements AutoCloseable {
    private final SocketChannel near;
    private final SocketChannel far;

    /** Opens one. */
    public Loopback() throws IOException {
        try (ServerSocketChannel server = ServerSocketChannel.open()) {
            server.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
            near = SocketChannel.open(server.getLocalAddress());
            far = server.accept();
        }
        near.setOption(StandardSocketOptions.TCP_NODELAY, true);
        far.setOption(StandardSocketOptions.TCP_NODELAY, true);
    }

    /**
     * How long so many round trips of this size take, in nanoseconds.
     *
     * @param spins whether both sides look again and again for what comes, instead of blocking
     */
    public long[] roundTrips(int bytes, int count, boolean spins) throws IOException, InterruptedException {
        near.configureBlocking(!spins);
        far.configureBlocking(!spins);
        FutureTask<Void> echo = inBackground(() -> {
            ByteBuffer buffer = ByteBuffer.allocateDirect(bytes);
            for (int i = 0; i < count; i++) {
                read(far, buffer.clear());
                write(far, buffer.flip());
            }
            return null;
        });
        ByteBuffer buffer = ByteBuffer.allocateDirect(bytes);
        long[] nanos = new long[count];
        for (int i = 0; i < count; i++) {
            long begin = System.nanoTime();
            write(near, buffer.clear());
            read(near, buffer.clear());
            nanos[i] = System.nanoTime() - begin;
        }
        await(echo);
        return nanos;
    }

    /** How long it takes to send so many writes of this size, and to receive them, in nanoseconds. */
    public long oneWay(int bytes, int writes) throws IOException, InterruptedException {
        near.configureBlocking(true);
        far.configureBlocking(true);
        long begin = System.nanoTime();
        FutureTask<Void> sink = inBackground(() -> {
            ByteBuffer buffer = ByteBuffer.allocateDirect(bytes);
            for (int i = 0; i < writes; i++) {
                read(far, buffer.clear());
            }
            return null;
        });
        ByteBuffer buffer = ByteBuffer.allocateDirect(bytes);
        for (int i = 0; i < writes; i++) {
            write(near, buffer.clear());
        }
        await(sink);
        return System.nanoTime() - begin;
    }

    private static FutureTask<Void> inBackground(Callable<Void> work) {
        FutureTask<Void> task = new FutureTask<>(work);
        new Thread(task, "loopback").start();
        return task;
    }

    private static void await(FutureTask<Void> task) throws IOException, InterruptedException {
        try {
            task.get();
        } catch (ExecutionException failed) {
            throw new IOException(failed.getCause());
        }
    }

    private static void read(SocketChannel from, ByteBuffer into) throws IOException {
        while (into.hasRemaining()) {
            if (from.read(into) < 0) {
                throw new IOException("The connection ended");
            }
        }
    }

    private static void write(SocketChannel to, ByteBuffer from) throws IOException {
        while (from.hasRemaining()) {
            to.write(from);
        }
    }

    @Override
    public void close() throws IOException {
        near.close();
        far.close();
    }
}
