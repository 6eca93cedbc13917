package org.ambrosia.runtime.log.file;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import java.util.NavigableSet;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.zip.CRC32C;
import org.ambrosia.runtime.api.ErrorTag;
import org.ambrosia.runtime.api.LogException;
import org.ambrosia.runtime.log.LogIdentity;

/**
 * What is true of a log as a whole, as one primary says it, in one small text file that is replaced atomically. Each primary has a file
 * of its own, so that one that was replaced can't undo what its successor says; that of the highest epoch is true:
 *
 * <pre>
 * ambrosia-log 2
 * instance server
 * incarnation 7033104382038016
 * committer 1823
 * epoch 4
 * sealed 0 3 1052672
 * check 9f3c01aa
 * </pre>
 *
 * <p>{@code sealed} lines give segments that have ended: the number, the epoch of the primary that began it, and its end in bytes;
 * nobody reads past a sealed end. The segment behind the last one sealed is the one that this primary writes. The check is the
 * CRC-32C of the lines before it.
 *
 * @param identity whose log it is, and the epoch of the primary that says this
 * @param sealed the segments that have ended, by number
 */
record Manifest(LogIdentity identity, SortedMap<Long, Seal> sealed) {
    private static final String FIRST_LINE = "ambrosia-log 2";

    Manifest {
        sealed = Collections.unmodifiableSortedMap(new TreeMap<>(sealed));
    }

    /**
     * The end of a segment.
     *
     * @param epoch the epoch of the primary that began the segment
     * @param end its end in bytes; 0 if not even its header was written
     */
    record Seal(long epoch, long end) {}

    /** The manifest of the log's newest primary; empty if nobody has begun the log. */
    static Optional<Manifest> newest(LogFiles files) throws IOException {
        while (true) {
            NavigableSet<Long> epochs = files.numbers(LogFiles.MANIFEST);
            if (epochs.isEmpty()) {
                return Optional.empty();
            }
            try {
                return Optional.of(read(files.manifest(epochs.last())));
            } catch (NoSuchFileException replacedMeanwhile) {
                // There is one of a higher epoch now.
            }
        }
    }

    /** The highest epoch of which there is a manifest; 0 if there is none. */
    static long highest(LogFiles files) throws IOException {
        NavigableSet<Long> epochs = files.numbers(LogFiles.MANIFEST);
        return epochs.isEmpty() ? 0 : epochs.last();
    }

    /**
     * Checks whose log this is.
     *
     * @throws LogException if it is not this instance's
     */
    void checkBelongsTo(String instance, LogFiles files) {
        if (!identity.instance().equals(instance)) {
            throw new LogException(
                    ErrorTag.LogMismatch,
                    "The log belongs to another instance: expected \"" + instance + "\", found \"" + identity.instance()
                            + "\" (file=" + files.manifest(epoch())
                            + "). Nothing was changed. Give the instance its own directory.");
        }
    }

    long epoch() {
        return identity.epoch();
    }

    /** The number of the segment that is being written, or that is to be begun. */
    long open() {
        return sealed.isEmpty() ? 0 : sealed.lastKey() + 1;
    }

    /** Where the segment of this number is; empty if it does not belong to the log. */
    Optional<LogFiles.Place> place(long number) {
        if (number == open()) {
            return Optional.of(new LogFiles.Place(number, epoch()));
        }
        Seal seal = sealed.get(number);
        return seal == null ? Optional.empty() : Optional.of(new LogFiles.Place(number, seal.epoch()));
    }

    /** Whether a segment of this name is part of the log. */
    boolean has(LogFiles.Place place) {
        return place(place.number()).filter(place::equals).isPresent();
    }

    Manifest withEpoch(long epoch) {
        return new Manifest(
                new LogIdentity(identity.instance(), identity.incarnation(), identity.committerId(), epoch), sealed);
    }

    /** This manifest with the open segment ended; forgets segments before {@code oldest}. */
    Manifest withSealed(long end, long oldest) {
        TreeMap<Long, Seal> ends = new TreeMap<>(sealed.tailMap(oldest));
        ends.put(open(), new Seal(epoch(), end));
        return new Manifest(identity, ends);
    }

    /**
     * Writes the file.
     *
     * @param author as {@link LogFiles#publish}
     */
    void write(Path file, int author) throws IOException {
        StringBuilder text = new StringBuilder(FIRST_LINE).append('\n');
        text.append("instance ").append(identity.instance()).append('\n');
        text.append("incarnation ").append(identity.incarnation()).append('\n');
        text.append("committer ").append(identity.committerId()).append('\n');
        text.append("epoch ").append(identity.epoch()).append('\n');
        sealed.forEach((segment, seal) -> text.append("sealed ")
                .append(segment)
                .append(' ')
                .append(seal.epoch())
                .append(' ')
                .append(seal.end())
                .append('\n'));
        String check = check(text.toString());
        text.append("check ").append(check).append('\n');
        LogFiles.publish(file, author, ByteBuffer.wrap(text.toString().getBytes(StandardCharsets.UTF_8)));
    }

    /** Reads the file; any damage is an error, since nothing else tells the epoch and the ends. */
    static Manifest read(Path file) throws IOException {
        String text = Files.readString(file);
        int checked = text.lastIndexOf("check ");
        if (checked < 0 || !text.substring(checked).equals("check " + check(text.substring(0, checked)) + "\n")) {
            throw corrupt(file, "its check line does not hold");
        }
        List<String> lines = text.substring(0, checked).lines().toList();
        String first = lines.isEmpty() ? "" : lines.get(0);
        if (!first.equals(FIRST_LINE)) {
            throw corrupt(file, "it begins with \"" + first + "\", expected \"" + FIRST_LINE + "\"");
        }
        try {
            TreeMap<Long, Seal> sealed = new TreeMap<>();
            for (String line : lines.subList(5, lines.size())) {
                String[] words = value(line, "sealed").split(" ", -1);
                sealed.put(Long.parseLong(words[0]), new Seal(Long.parseLong(words[1]), Long.parseLong(words[2])));
            }
            LogIdentity identity = new LogIdentity(
                    value(lines.get(1), "instance"),
                    Long.parseLong(value(lines.get(2), "incarnation")),
                    Integer.parseInt(value(lines.get(3), "committer")),
                    Long.parseLong(value(lines.get(4), "epoch")));
            return new Manifest(identity, sealed);
        } catch (IllegalArgumentException | IndexOutOfBoundsException malformed) {
            throw corrupt(file, "a line can't be read: " + malformed.getMessage());
        }
    }

    private static String value(String line, String key) {
        if (!line.startsWith(key + " ")) {
            throw new IllegalArgumentException("expected \"" + key + " …\", found \"" + line + "\"");
        }
        return line.substring(key.length() + 1);
    }

    private static String check(String text) {
        CRC32C crc = new CRC32C();
        crc.update(text.getBytes(StandardCharsets.UTF_8));
        return String.format("%08x", crc.getValue());
    }

    private static LogException corrupt(Path file, String what) {
        return new LogException(
                ErrorTag.LogCorrupt,
                "The log's manifest is damaged: " + what + " (file=" + file
                        + "). Nothing was changed. Restore the directory from a backup.");
    }
}
