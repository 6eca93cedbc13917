package org.ambrosia.benchmarks.raw;

import static java.nio.file.StandardOpenOption.CREATE_NEW;
import static java.nio.file.StandardOpenOption.DSYNC;
import static java.nio.file.StandardOpenOption.WRITE;

import com.sun.nio.file.ExtendedOpenOption;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;

/** Writes past the page cache into a file of zeros that is there already, each on stable storage before the next begins. */
public final class DurableWrites {
    private static final int BLOCK = 4096;
    private static final int FILE_BYTES = 256 << 20;

    private DurableWrites() {}

    /** How long each of so many writes of this size takes, in nanoseconds. The size is a multiple of 4096. */
    public static long[] nanos(Path directory, int bytes, int writes) throws IOException {
        Path file = directory.resolve("raw");
        try {
            fill(file);
            ByteBuffer buffer =
                    ByteBuffer.allocateDirect(bytes + BLOCK).alignedSlice(BLOCK).limit(bytes);
            for (int i = 0; i < bytes; i++) {
                buffer.put(i, (byte) i);
            }
            long[] nanos = new long[writes];
            try (FileChannel channel = FileChannel.open(file, WRITE, DSYNC, ExtendedOpenOption.DIRECT)) {
                long at = 0;
                for (int i = 0; i < writes; i++) {
                    long begin = System.nanoTime();
                    channel.write(buffer.position(0), at);
                    nanos[i] = System.nanoTime() - begin;
                    if (buffer.hasRemaining()) {
                        throw new IOException("A write was cut short; is the disk full?");
                    }
                    at = (at + bytes) % (FILE_BYTES - bytes) / BLOCK * BLOCK;
                }
            }
            return nanos;
        } finally {
            Files.deleteIfExists(file);
        }
    }

    private static void fill(Path file) throws IOException {
        ByteBuffer zeros = ByteBuffer.allocateDirect(1 << 20);
        try (FileChannel channel = FileChannel.open(file, CREATE_NEW, WRITE)) {
            for (long at = 0; at < FILE_BYTES; at += zeros.capacity()) {
                channel.write(zeros.clear(), at);
            }
            channel.force(true);
        }
    }
}
