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
import java.nio.file.AccessDeniedException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Locale;
import java.util.NavigableSet;
import java.util.Set;
import java.util.TreeSet;
import org.ambrosia.runtime.api.ErrorTag;
import org.ambrosia.runtime.api.LogException;

/**
 * The names of a log's files, and the ways to write files so that they are whole or absent after a
 * crash.
 */
final class LogFiles {
    static final String SEGMENT = ".segment";
    static final String CHECKPOINT = ".checkpoint";
    static final String SPILL = ".calls";
    static final String MANIFEST = ".manifest";
    static final String REIGN = ".reign";
    static final String EPOCH = ".epoch";
    static final String MEMBER = ".member";
    static final String UNFINISHED = ".unfinished";

    private final Path directory;

    LogFiles(Path directory) {
        this.directory = directory;
    }

    Path directory() {
        return directory;
    }

    Path manifest(long reign) {
        return numbered(reign, MANIFEST);
    }

    Path reign(long number) {
        return numbered(number, REIGN);
    }

    /** Returns the file that contains the epoch of a reign's primary, until its manifest does. */
    Path epoch(long reign) {
        return numbered(reign, EPOCH);
    }

    Path member(long number) {
        return numbered(number, MEMBER);
    }

    Path checkpointing() {
        return directory.resolve("checkpointer");
    }

    /** Returns the file that states where the log is. */
    Path place() {
        return directory.resolve("place");
    }

    /** Returns the file that lists the skipped calls. */
    Path skipped() {
        return directory.resolve("skipped");
    }

    Path successor() {
        return directory.resolve("successor");
    }

    /**
     * Returns the file of a segment. A segment that a replaced primary still begins has a name of
     * its own.
     */
    Path segment(Place place) {
        return placed(place, SEGMENT);
    }

    /** Returns the file of the checkpoint that belongs to the beginning of a segment. */
    Path checkpoint(Place place) {
        return placed(place, CHECKPOINT);
    }

    Path spill(long number) {
        return numbered(number, SPILL);
    }

    void deleteManifestsBefore(long reign) throws IOException {
        for (long each : numbers(MANIFEST).headSet(reign)) {
            deleteUnneeded(manifest(each));
        }
    }

    /** Returns the numbers of the files with this ending, ascending. */
    NavigableSet<Long> numbers(String ending) throws IOException {
        TreeSet<Long> numbers = new TreeSet<>();
        try (DirectoryStream<Path> files = Files.newDirectoryStream(directory, "*" + ending)) {
            for (Path each : files) {
                String name = each.getFileName().toString();
                String number = name.substring(0, name.length() - ending.length());
                if (number.matches("[0-9]{12,19}")) {
                    numbers.add(Long.parseLong(number));
                }
            }
        }
        return numbers;
    }

    /** Returns the places of all segment files, or of all checkpoint files, ascending. */
    NavigableSet<Place> places(String ending) throws IOException {
        TreeSet<Place> places = new TreeSet<>();
        try (DirectoryStream<Path> files = Files.newDirectoryStream(directory, "*" + ending)) {
            for (Path each : files) {
                String name = each.getFileName().toString();
                String place = name.substring(0, name.length() - ending.length());
                if (place.matches("[0-9]{12,18}\\.[0-9]{6,18}")) {
                    int dot = place.indexOf('.');
                    places.add(new Place(
                            Long.parseLong(place.substring(0, dot)), Long.parseLong(place.substring(dot + 1))));
                }
            }
        }
        return places;
    }

    /**
     * A segment's place in the log.
     *
     * @param number its number
     * @param reign the reign of the primary that began it
     */
    record Place(long number, long reign) implements Comparable<Place> {
        @Override
        public int compareTo(Place other) {
            return number != other.number ? Long.compare(number, other.number) : Long.compare(reign, other.reign);
        }

        @Override
        public String toString() {
            return number + " of reign " + reign;
        }
    }

    /**
     * Deletes a file that no process needs any more. So a failure does no harm: the next process
     * tries it again.
     */
    static void deleteUnneeded(Path file) {
        try {
            Files.deleteIfExists(file);
        } catch (IOException failed) {
            System.getLogger(LogFiles.class.getName())
                    .log(System.Logger.Level.WARNING, "A file of the log that is not needed stays: " + file, failed);
        }
    }

    /** Deletes what an earlier process of the same author left behind. */
    void deleteUnfinished(int author) throws IOException {
        try (DirectoryStream<Path> files = Files.newDirectoryStream(directory, "*." + author + UNFINISHED)) {
            for (Path each : files) {
                Files.deleteIfExists(each);
            }
        }
    }

    /**
     * Creates the directory, its owner's only, with all its parents; each new name is on stable
     * storage on return.
     */
    void makeDirectory() throws IOException {
        Path absolute = directory.toAbsolutePath();
        makeDirectory(absolute, ownersOnly(absolute, "rwx------"));
    }

    /**
     * Syncs the names of the directory and of the one that it is in; on return both are on stable
     * storage. The process that created them may have died or failed before they were. A directory
     * that this process may not read was not created by it, nor by another one like it.
     */
    void makeNameDurable() throws IOException {
        Path parent = directory.toAbsolutePath().getParent();
        syncDirectory(parent);
        if (parent.getParent() != null) {
            try {
                syncDirectory(parent.getParent());
            } catch (AccessDeniedException others) {
                System.getLogger(LogFiles.class.getName()).log(System.Logger.Level.DEBUG, "syncing a name", others);
            }
        }
    }

    /**
     * Writes a small file aside, syncs it, and gives it its name. After a crash it is whole, or as
     * it was before. Nothing is left of a file that could not be written.
     *
     * @param author the number of the replica that writes; one process lives under a number at a
     *     time
     */
    static void publish(Path file, int author, ByteBuffer... content) throws IOException {
        Path aside = aside(file, author);
        try {
            writeSynced(aside, content);
            Files.move(aside, file, ATOMIC_MOVE, REPLACE_EXISTING);
        } catch (IOException | OutOfMemoryError failed) {
            deleteAfter(failed, aside);
            throw failed;
        }
        syncDirectory(file.toAbsolutePath().getParent());
    }

    /** Returns the name under which a file is written before it has its own. */
    static Path aside(Path file, int author) {
        return file.resolveSibling(file.getFileName() + "." + author + UNFINISHED);
    }

    /** Deletes an unfinished file, which would take the room that the log itself needs next. */
    private static void deleteAfter(Throwable failed, Path aside) {
        try {
            Files.deleteIfExists(aside);
        } catch (IOException still) {
            failed.addSuppressed(still);
        }
    }

    private static void writeSynced(Path file, ByteBuffer... content) throws IOException {
        try (FileChannel channel = create(file, CREATE, TRUNCATE_EXISTING, WRITE)) {
            for (ByteBuffer each : content) {
                while (each.hasRemaining()) {
                    channel.write(each);
                }
            }
            channel.force(true);
        }
    }

    /**
     * Opens a file. If this creates it, only its owner may read it, where the system has such
     * rights: the log holds every argument, and a checkpoint all state.
     */
    static FileChannel create(Path file, OpenOption... options) throws IOException {
        return FileChannel.open(file, Set.of(options), ownersOnly(file, "rw-------"));
    }

    private static FileAttribute<?>[] ownersOnly(Path file, String rights) {
        return file.getFileSystem().supportedFileAttributeViews().contains("posix")
                ? new FileAttribute<?>[] {PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString(rights))}
                : new FileAttribute<?>[0];
    }

    /**
     * Makes the names in a directory durable, on systems that support it: those that know POSIX
     * permissions do.
     */
    static void syncDirectory(Path directory) throws IOException {
        if (directory.getFileSystem().supportedFileAttributeViews().contains("posix")) {
            try (FileChannel channel = FileChannel.open(directory, READ)) {
                channel.force(true);
            }
        }
    }

    static LogException unavailable(String what, Path file, IOException cause) {
        return unavailable(
                what,
                file,
                cause,
                "Make room or restore access, and start the instance again; nothing was acknowledged that is not"
                        + " stored.");
    }

    static LogException unavailable(String what, Path file, IOException cause, String advice) {
        return new LogException(
                ErrorTag.LOG_UNAVAILABLE, what + " failed (file=" + file + "): " + cause + ". " + advice, cause);
    }

    private static void makeDirectory(Path wanted, FileAttribute<?>... rights) throws IOException {
        if (Files.isDirectory(wanted)) {
            return;
        }
        Path parent = wanted.getParent();
        if (parent != null) {
            makeDirectory(parent);
        }
        if (!Files.isDirectory(wanted)) {
            Files.createDirectories(wanted, rights);
            if (parent != null) {
                syncDirectory(parent);
            }
        }
    }

    private Path placed(Place place, String ending) {
        return directory.resolve(String.format(Locale.ROOT, "%012d.%06d%s", place.number(), place.reign(), ending));
    }

    private Path numbered(long number, String ending) {
        return directory.resolve(String.format(Locale.ROOT, "%012d%s", number, ending));
    }
}
