package org.ambrosia.runtime.cli;

import static java.nio.file.StandardOpenOption.CREATE;
import static java.nio.file.StandardOpenOption.DSYNC;
import static java.nio.file.StandardOpenOption.TRUNCATE_EXISTING;
import static java.nio.file.StandardOpenOption.WRITE;

import com.sun.nio.file.ExtendedOpenOption;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/**
 * {@code ambrosia disk}: measures how long a durable write takes here, in each way in which a log
 * could be written.
 */
@Command(
        name = "disk",
        mixinStandardHelpOptions = true,
        description = {
            "Measures how long a write takes until it is on stable storage, in each way that a log could be written.",
            "Needs about 100 MB of room for a few seconds."
        })
final class DiskCommand implements Callable<Integer> {
    private static final int BLOCK = 4096;
    private static final int FILE_BYTES = 96 << 20;
    private static final List<Integer> SIZES = List.of(4 << 10, 64 << 10, 256 << 10, 1 << 20);

    @Spec
    private CommandSpec spec;

    @Parameters(
            index = "0",
            arity = "0..1",
            defaultValue = ".",
            description = "The directory to measure (${DEFAULT-VALUE}).")
    private Path directory;

    @Option(names = "--writes", defaultValue = "300", description = "How many writes of each kind (${DEFAULT-VALUE}).")
    private int writes;

    /** A way of writing. */
    private enum Mode {
        DIRECT("preallocated, direct + DSYNC", true),
        DSYNC_ONLY("preallocated, DSYNC", true),
        FORCE("preallocated, write + force(false)", true),
        GROWING("growing file, write + force(false)", false);

        private final String title;
        private final boolean preallocated;

        Mode(String title, boolean preallocated) {
            this.title = title;
            this.preallocated = preallocated;
        }

        FileChannel open(Path file) throws IOException {
            return switch (this) {
                case DIRECT -> FileChannel.open(file, WRITE, DSYNC, ExtendedOpenOption.DIRECT);
                case DSYNC_ONLY -> FileChannel.open(file, WRITE, DSYNC);
                case FORCE, GROWING -> FileChannel.open(file, WRITE);
            };
        }

        boolean forces() {
            return this == FORCE || this == GROWING;
        }
    }

    @Override
    public Integer call() throws IOException {
        PrintWriter out = spec.commandLine().getOut();
        out.printf("%-36s %10s %10s %10s %10s%n", "durable write", "size", "p50 µs", "p99 µs", "MB/s");
        Path file = Files.createTempFile(directory, "ambrosia-disk", ".measure");
        try {
            for (Mode mode : Mode.values()) {
                for (int size : SIZES) {
                    try {
                        long[] nanos = measure(mode, size, file);
                        Arrays.sort(nanos);
                        double total = Arrays.stream(nanos).sum() / 1e9;
                        out.printf(
                                "%-36s %7d Ki %10.0f %10.0f %10.0f%n",
                                mode.title,
                                size >> 10,
                                nanos[nanos.length / 2] / 1e3,
                                nanos[nanos.length * 99 / 100] / 1e3,
                                (double) size * nanos.length / total / 1e6);
                    } catch (IOException | UnsupportedOperationException unavailable) {
                        out.printf(
                                "%-36s %7d Ki   not available: %s%n", mode.title, size >> 10, unavailable.getMessage());
                    }
                    out.flush();
                }
            }
        } finally {
            Files.delete(file);
        }
        return 0;
    }

    private long[] measure(Mode mode, int size, Path file) throws IOException {
        prepare(mode.preallocated, file);
        ByteBuffer buffer =
                ByteBuffer.allocateDirect(size + BLOCK).alignedSlice(BLOCK).limit(size);
        for (int i = 0; i < size; i++) {
            buffer.put(i, (byte) (i * 31 + 1));
        }
        int count = mode.preallocated ? writes : Math.min(writes, FILE_BYTES / size);
        long[] nanos = new long[count];
        try (FileChannel channel = mode.open(file)) {
            long at = 0;
            for (int i = 0; i < count; i++) {
                buffer.position(0);
                long begin = System.nanoTime();
                while (buffer.hasRemaining()) {
                    channel.write(buffer, at + buffer.position());
                }
                if (mode.forces()) {
                    channel.force(false);
                }
                nanos[i] = System.nanoTime() - begin;
                at = (at + size) % FILE_BYTES;
            }
        }
        return nanos;
    }

    private static void prepare(boolean preallocated, Path file) throws IOException {
        try (FileChannel channel = FileChannel.open(file, CREATE, WRITE, TRUNCATE_EXISTING)) {
            ByteBuffer zeros = ByteBuffer.allocateDirect(1 << 20);
            for (long at = 0; preallocated && at < FILE_BYTES; at += zeros.capacity()) {
                zeros.clear();
                channel.write(zeros, at);
            }
            channel.force(true);
        }
    }
}
