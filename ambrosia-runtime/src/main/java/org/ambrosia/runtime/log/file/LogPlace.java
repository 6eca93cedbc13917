package org.ambrosia.runtime.log.file;

import static java.nio.file.StandardOpenOption.CREATE;
import static java.nio.file.StandardOpenOption.WRITE;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.ambrosia.runtime.api.ErrorTag;
import org.ambrosia.runtime.api.LogException;

/**
 * The place of a log, as a file in its directory states it. It distinguishes a copy from the log
 * that was copied: the two would be one instance twice.
 *
 * <p>A log is at its place if its directory and this file are the same files as before, wherever
 * they were moved on their file system. It is also at its place on the same machine under the same
 * path, as after a restore from a backup.
 *
 * <pre>
 * ambrosia-place 1
 * machine 3f2c9d0e6d5c4f6f8a2b1c0d9e8f7a6b
 * path /var/lib/ambrosia/logs/server
 * files 1835021 1835034
 * </pre>
 *
 * @param machine a name of the machine that stays; empty if it has none
 * @param path the directory
 * @param directoryFile the number of the directory on its file system; 0 if it has none
 * @param placeFile the number of this file
 */
record LogPlace(String machine, String path, long directoryFile, long placeFile) {
    private static final Pattern TEXT =
            Pattern.compile("ambrosia-place 1\nmachine ([^\n]*)\npath ([^\n]*)\nfiles (\\d{1,19}) (\\d{1,19})\n");

    /**
     * Checks that the log is where it was, and notes where it is.
     *
     * @param author as {@link LogFiles#publish}
     * @throws LogException if it is a copy
     */
    static void check(LogFiles files, String machine, int author, String instance) throws IOException {
        Path file = files.place();
        Optional<LogPlace> known = read(file);
        LogPlace here = here(files, machine);
        boolean isHere = known.isPresent() && known.get().isSame(here);
        if (!isHere && !files.numbers(LogFiles.MANIFEST).isEmpty()) {
            String expected = known.map(there -> "it on machine \"" + there.machine() + "\" as " + there.path())
                    .orElse("a file " + file.getFileName() + " that says where it belongs");
            throw new LogException(
                    ErrorTag.LOG_COPIED,
                    "The log is a copy, or was brought here from another machine: expected " + expected
                            + ", found it on \"" + machine + "\" as " + here.path() + " (instance=" + instance
                            + "). If the instance ran from both, calls would be lost or doubled. If it runs nowhere else, and never"
                            + " will from the other log, adopt this one: ambrosia adopt-log -i=" + instance
                            + " -l="
                            + files.directory().getParent());
        }
        if (known.filter(here::equals).isEmpty()) {
            note(files, machine, author);
        }
    }

    /** Notes the log's present place as the one where it belongs. */
    static void note(LogFiles files, String machine, int author) throws IOException {
        Path file = files.place();
        Path aside = LogFiles.aside(file, author);
        LogFiles.create(aside, CREATE, WRITE).close();
        String text = "ambrosia-place 1\nmachine " + machine + "\npath " + pathOf(files.directory()) + "\nfiles "
                + numberOf(files.directory()) + " " + numberOf(aside) + "\n";
        LogFiles.publish(file, author, ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8)));
    }

    private boolean isSame(LogPlace other) {
        boolean sameFiles = directoryFile != 0
                && placeFile != 0
                && directoryFile == other.directoryFile
                && placeFile == other.placeFile;
        return sameFiles || (machine.equals(other.machine) && path.equals(other.path));
    }

    /** Returns whether the log is known to belong where it is. */
    static boolean isHere(LogFiles files, String machine) throws IOException {
        LogPlace here = here(files, machine);
        return read(files.place()).filter(known -> known.isSame(here)).isPresent();
    }

    private static LogPlace here(LogFiles files, String machine) {
        return new LogPlace(machine, pathOf(files.directory()), numberOf(files.directory()), numberOf(files.place()));
    }

    /** Returns the place from the file; empty if there is no file, or it is not whole. */
    private static Optional<LogPlace> read(Path file) throws IOException {
        try {
            Matcher text = TEXT.matcher(Files.readString(file));
            return text.matches()
                    ? Optional.of(new LogPlace(
                            text.group(1), text.group(2), Long.parseLong(text.group(3)), Long.parseLong(text.group(4))))
                    : Optional.empty();
        } catch (NoSuchFileException | NumberFormatException none) {
            return Optional.empty();
        }
    }

    private static String pathOf(Path directory) {
        Path absolute = directory.toAbsolutePath().normalize();
        try {
            return absolute.toRealPath().toString();
        } catch (IOException | UnsupportedOperationException unknown) {
            return absolute.toString();
        }
    }

    private static long numberOf(Path file) {
        try {
            return (Long) Files.getAttribute(file, "unix:ino");
        } catch (IOException | UnsupportedOperationException | IllegalArgumentException unknown) {
            return 0;
        }
    }
}
