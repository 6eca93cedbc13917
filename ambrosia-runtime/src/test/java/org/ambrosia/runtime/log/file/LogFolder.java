package org.ambrosia.runtime.log.file;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.ambrosia.runtime.api.InstanceConfig;
import org.ambrosia.runtime.contract.TestRecords;

/** The files of the instance "one", for tests that look into them or damage them. */
record LogFolder(Path directory, TestEngine engine) {
    /** An engine for file systems that can't be mapped, as those in memory. */
    static TestEngine withoutMapping() {
        Environment system = Environment.ofSystem();
        return new TestEngine(new Environment(
                system.clock(),
                system.nanoTime(),
                system.random(),
                system.background(),
                new UnmappedFiles(),
                system.pid()));
    }

    InstanceConfig config(String instance) {
        return InstanceConfig.builder(instance).log(directory).build();
    }

    TestLog open() {
        return engine.open(config("one"));
    }

    /** Begins a log. */
    TestLog first() {
        return open().first();
    }

    /** Begins a log of three records, and returns the size of each. */
    int threeRecords(int bodyBytes) {
        try (TestLog log = first()) {
            for (int i = 0; i < 3; i++) {
                log.append(i, bodyBytes);
            }
            return TestRecords.record(0, 0, bodyBytes).length;
        }
    }

    Path segment(long number) {
        return only(number, ".segment");
    }

    Path checkpoint(long number) {
        return only(number, ".checkpoint");
    }

    Path only(long number, String ending) {
        try (Stream<Path> files = Files.list(directory.resolve("one"))) {
            String pattern = String.format("%012d\\.[0-9]{6}\\%s", number, ending);
            return files.filter(each -> each.getFileName().toString().matches(pattern))
                    .findAny()
                    .orElseThrow();
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }

    /** As if the primary of this reign had ended while it made this segment: it has not said yet that it is there. */
    void diedBeforeSegment(long segment, long reign) throws IOException {
        byte[] word = ByteBuffer.allocate(Long.BYTES)
                .order(ByteOrder.nativeOrder())
                .putLong(segment)
                .array();
        write(directory.resolve(String.format("one/%012d.reign", reign)), 2 * Long.BYTES, word);
    }

    static void flip(Path file, long at) throws IOException {
        byte[] bytes = Files.readAllBytes(file);
        write(file, at, new byte[] {(byte) (bytes[(int) at] ^ 1)});
    }

    static void write(Path file, long at, byte[] bytes) throws IOException {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
            channel.write(ByteBuffer.wrap(bytes), at);
        }
    }

    /** What would be lost if it changed. */
    Map<Path, String> contents() throws IOException {
        Map<Path, String> contents = new TreeMap<>();
        try (Stream<Path> files = Files.list(directory.resolve("one"))) {
            for (Path each : files.toList()) {
                if (each.toString().matches(".*(segment|checkpoint|manifest)")) {
                    contents.put(each, Arrays.hashCode(Files.readAllBytes(each)) + " " + Files.size(each));
                }
            }
        }
        return contents;
    }
}
