package org.ambrosia.runtime.log.file;

import static java.nio.file.StandardCopyOption.ATOMIC_MOVE;
import static java.nio.file.StandardCopyOption.REPLACE_EXISTING;
import static java.nio.file.StandardOpenOption.CREATE;
import static java.nio.file.StandardOpenOption.READ;
import static java.nio.file.StandardOpenOption.TRUNCATE_EXISTING;
import static java.nio.file.StandardOpenOption.WRITE;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.NavigableSet;
import java.util.TreeSet;
import org.ambrosia.runtime.api.ErrorTag;
import org.ambrosia.runtime.api.LogException;

/** The names of a log's files, and how files are written so that they are whole or absent after a crash. */
final class LogFiles {
    static final String SEGMENT = ".segment";
    static final String CHECKPOINT = ".checkpoint";
    static final String SPILL = ".calls";
    static final String UNFINISHED = ".unfinished";

    /** A write copies what it is given into a buffer outside of the heap, which would be as large. */
    private static final int SLICE_BYTES = 1 << 20;

    private final Path directory;

    LogFiles(Path directory) {
        this.directory = directory;
    }

    Path directory() {
        return directory;
    }

    Path manifest() {
        return directory.resolve("manifest");
    }

    Path lock() {
        return directory.resolve("lock");
    }

    Path successor() {
        return directory.resolve("successor");
    }

    Path segment(long number) {
        return numbered(number, SEGMENT);
    }

    Path checkpoint(long number) {
        return numbered(number, CHECKPOINT);
    }

    Path spill(long number) {
        return numbered(number, SPILL);
    }

    /** The numbers of the files with this ending, ascending. */
    NavigableSet<Long> numbers(String ending) throws IOException {
        TreeSet<Long> numbers = new TreeSet<>();
        try (DirectoryStream<Path> files = Files.newDirectoryStream(directory, "*" + ending)) {
            for (Path each : files) {
                String name = each.getFileName().toString();
                String number = name.substring(0, name.length() - ending.length());
                if (number.matches("[0-9]{12,18}")) {
                    numbers.add(Long.parseLong(number));
                }
            }
        }
        return numbers;
    }

    void deleteUnfinished() throws IOException {
        try (DirectoryStream<Path> files = Files.newDirectoryStream(directory, "*" + UNFINISHED)) {
            for (Path each : files) {
                Files.delete(each);
            }
        }
    }

    /** Makes the directory with all its parents; each new name is on stable storage on return. */
    void makeDirectory() throws IOException {
        makeDirectory(directory.toAbsolutePath());
    }

    /** Writes a file aside, syncs it, and gives it its name: after a crash it is whole, or as it was before. */
    static void publish(Path file, ByteBuffer... content) throws IOException {
        Path aside = file.resolveSibling(file.getFileName() + UNFINISHED);
        try (FileChannel channel = FileChannel.open(aside, CREATE, TRUNCATE_EXISTING, WRITE)) {
            for (ByteBuffer each : content) {
                while (each.hasRemaining()) {
                    int slice = Math.min(each.remaining(), SLICE_BYTES);
                    ByteBuffer part = each.slice(each.position(), slice);
                    while (part.hasRemaining()) {
                        channel.write(part);
                    }
                    each.position(each.position() + slice);
                }
            }
            channel.force(true);
        }
        Files.move(aside, file, ATOMIC_MOVE, REPLACE_EXISTING);
        syncDirectory(file.toAbsolutePath().getParent());
    }

    /** Makes the names in a directory durable, where the system has that: those that know POSIX permissions have. */
    static void syncDirectory(Path directory) throws IOException {
        if (directory.getFileSystem().supportedFileAttributeViews().contains("posix")) {
            try (FileChannel channel = FileChannel.open(directory, READ)) {
                channel.force(true);
            }
        }
    }

    static LogException unavailable(String what, Path file, IOException cause) {
        return new LogException(
                ErrorTag.LogUnavailable,
                what + " failed (file=" + file + "): " + cause
                        + ". Make room or restore access, and start the instance again; nothing was acknowledged that"
                        + " is not stored.",
                cause);
    }

    private static void makeDirectory(Path wanted) throws IOException {
        if (Files.isDirectory(wanted)) {
            return;
        }
        Path parent = wanted.getParent();
        if (parent != null) {
            makeDirectory(parent);
        }
        if (!Files.isDirectory(wanted)) {
            Files.createDirectories(wanted);
            if (parent != null) {
                syncDirectory(parent);
            }
        }
    }

    private Path numbered(long number, String ending) {
        return directory.resolve(String.format(Locale.ROOT, "%012d%s", number, ending));
    }
}
