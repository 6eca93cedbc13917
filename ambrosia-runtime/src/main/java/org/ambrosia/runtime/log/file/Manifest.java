package org.ambrosia.runtime.log.file;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableSet;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.zip.CRC32C;
import org.ambrosia.runtime.api.ErrorTag;
import org.ambrosia.runtime.api.LogException;
import org.ambrosia.runtime.api.MalformedDataException;
import org.ambrosia.runtime.log.LogIdentity;
import org.ambrosia.runtime.protocol.FormatVersion;

/**
 * The state of a log as a whole, as one primary records it, in one small text file that is replaced
 * atomically. Each primary has a file of its own, so that a replaced primary can't undo what its
 * successor records. The file of the highest epoch is true:
 *
 * <pre>
 * ambrosia-log 4
 * readable 4
 * format 4
 * instance server
 * incarnation 7033104382038016
 * committer 1823
 * epoch 1795786200
 * reign 4
 * sealed 0 3 1052672
 * check 9f3c01aa
 * </pre>
 *
 * <p>The first two lines are its own {@link FormatVersion}. {@code format} is the newest version of
 * any of the log's formats that may be written. So all replicas can read the log, and a release can
 * be taken back; the version does not rise by itself. A line with another key is passed over,
 * unless the key begins with an exclamation mark.
 *
 * <p>{@code sealed} lines give segments that have ended: the number, the reign in which it was
 * begun, and its end in bytes. Nothing is read past a sealed end. The segment after the last one
 * sealed is the one that this primary writes. The check is the CRC-32C of the lines before it.
 *
 * @param identity whose log it is, and the epoch of the primary that writes this manifest
 * @param reign the number of that primary's reign, which is in the names of the files that it
 *     writes
 * @param format the newest version of the log's formats that may be written
 * @param sealed the segments that have ended, by number
 */
record Manifest(LogIdentity identity, long reign, int format, SortedMap<Long, Seal> sealed) {
    /** The version of manifests, segments, records and checkpoints that this release writes. */
    static final int NEWEST_FORMAT = 4;
    /** The oldest one that it reads. */
    static final int OLDEST_FORMAT = 4;

    private static final String FIRST_KEY = "ambrosia-log";

    Manifest {
        sealed = Collections.unmodifiableSortedMap(new TreeMap<>(sealed));
    }

    /**
     * The end of a segment.
     *
     * @param reign the reign in which the segment was begun
     * @param end its end in bytes; 0 if not even its header was written
     */
    record Seal(long reign, long end) {}

    /** Returns the manifest of a log that begins. */
    static Manifest first(LogIdentity identity, long reign) {
        return new Manifest(identity, reign, NEWEST_FORMAT, new TreeMap<>());
    }

    /** Returns the manifest of the log's newest primary; empty if no process has begun the log. */
    static Optional<Manifest> newest(LogFiles files) throws IOException {
        while (true) {
            NavigableSet<Long> written = files.numbers(LogFiles.MANIFEST);
            if (written.isEmpty()) {
                return Optional.empty();
            }
            try {
                return Optional.of(read(files.manifest(written.last())));
            } catch (NoSuchFileException replacedMeanwhile) {
                // There is one of a higher reign now.
            }
        }
    }

    /** Returns the highest reign that has a manifest; 0 if there is none. */
    static long highest(LogFiles files) throws IOException {
        NavigableSet<Long> written = files.numbers(LogFiles.MANIFEST);
        return written.isEmpty() ? 0 : written.last();
    }

    /**
     * Checks whose log this is.
     *
     * @throws LogException if it is not this instance's
     */
    void checkBelongsTo(String instance, LogFiles files) {
        if (!identity.instance().equals(instance)) {
            throw new LogException(
                    ErrorTag.LOG_MISMATCH,
                    "The log belongs to another instance: expected \"" + instance + "\", found \"" + identity.instance()
                            + "\" (file=" + files.manifest(reign)
                            + "). Nothing was changed. Give the instance its own directory.");
        }
    }

    long epoch() {
        return identity.epoch();
    }

    /** Returns the number of the segment that is being written, or that is to be begun. */
    long open() {
        return sealed.isEmpty() ? 0 : sealed.lastKey() + 1;
    }

    /** Returns the place of the segment of this number; empty if it does not belong to the log. */
    Optional<LogFiles.Place> place(long number) {
        if (number == open()) {
            return Optional.of(new LogFiles.Place(number, reign));
        }
        Seal seal = sealed.get(number);
        return seal == null ? Optional.empty() : Optional.of(new LogFiles.Place(number, seal.reign()));
    }

    /** Returns whether a segment of this name is part of the log. */
    boolean has(LogFiles.Place place) {
        return place(place.number()).filter(place::equals).isPresent();
    }

    /** Returns this manifest as the primary of another reign writes it. */
    Manifest writtenBy(long otherReign, long epoch) {
        LogIdentity writer =
                new LogIdentity(identity.instance(), identity.incarnation(), identity.committerId(), epoch);
        return new Manifest(writer, otherReign, format, sealed);
    }

    /**
     * Returns this manifest with the open segment ended; forgets segments before {@code oldest}.
     */
    Manifest withSealed(long end, long oldest) {
        TreeMap<Long, Seal> ends = new TreeMap<>(sealed.tailMap(oldest));
        ends.put(open(), new Seal(reign, end));
        return new Manifest(identity, reign, format, ends);
    }

    /**
     * Writes the file.
     *
     * @param author as {@link LogFiles#publish}
     */
    void write(Path file, int author) throws IOException {
        StringBuilder text = new StringBuilder();
        text.append(FIRST_KEY).append(' ').append(NEWEST_FORMAT).append('\n');
        text.append("readable ").append(OLDEST_FORMAT).append('\n');
        text.append("format ").append(format).append('\n');
        text.append("instance ").append(identity.instance()).append('\n');
        text.append("incarnation ").append(identity.incarnation()).append('\n');
        text.append("committer ").append(identity.committerId()).append('\n');
        text.append("epoch ").append(identity.epoch()).append('\n');
        text.append("reign ").append(reign).append('\n');
        sealed.forEach((segment, seal) -> text.append("sealed ")
                .append(segment)
                .append(' ')
                .append(seal.reign())
                .append(' ')
                .append(seal.end())
                .append('\n'));
        String check = check(text.toString());
        text.append("check ").append(check).append('\n');
        LogFiles.publish(file, author, ByteBuffer.wrap(text.toString().getBytes(StandardCharsets.UTF_8)));
    }

    /**
     * Reads the file; any damage is an error, since no other file contains the epoch and the ends.
     */
    static Manifest read(Path file) throws IOException {
        String text = Files.readString(file);
        int checked = text.lastIndexOf("check ");
        if (checked < 0 || !text.substring(checked).equals("check " + check(text.substring(0, checked)) + "\n")) {
            throw corrupt(file, "its check line does not hold");
        }
        try {
            return decode(text.substring(0, checked).lines().toList());
        } catch (MalformedDataException later) {
            throw FileCheckpoints.unsupported(later, file);
        } catch (IllegalArgumentException malformed) {
            throw corrupt(file, "a line can't be read: " + malformed.getMessage());
        }
    }

    private static Manifest decode(List<String> lines) {
        Map<String, String> values = new HashMap<>();
        TreeMap<Long, Seal> sealed = new TreeMap<>();
        for (String line : lines) {
            int space = line.indexOf(' ');
            String key = space < 0 ? line : line.substring(0, space);
            String value = space < 0 ? "" : line.substring(space + 1);
            if (key.equals("sealed")) {
                String[] words = value.split(" ", -1);
                if (words.length != 3) {
                    throw new IllegalArgumentException(line);
                }
                sealed.put(Long.parseLong(words[0]), new Seal(Long.parseLong(words[1]), Long.parseLong(words[2])));
            } else if (values.put(key, value) != null) {
                throw new IllegalArgumentException("\"" + key + "\" is there twice");
            }
        }
        checkVersions(lines, values);
        LogIdentity identity = new LogIdentity(
                value(values, "instance"),
                Long.parseLong(value(values, "incarnation")),
                Integer.parseInt(value(values, "committer")),
                Long.parseLong(value(values, "epoch")));
        return new Manifest(
                identity, Long.parseLong(value(values, "reign")), Integer.parseInt(value(values, "format")), sealed);
    }

    private static void checkVersions(List<String> lines, Map<String, String> values) {
        if (lines.isEmpty() || !lines.get(0).startsWith(FIRST_KEY + " ")) {
            throw new IllegalArgumentException("expected \"" + FIRST_KEY + " …\" first, found "
                    + lines.stream().findFirst().orElse("nothing"));
        }
        int written = Integer.parseInt(value(values, FIRST_KEY));
        int readableBy = Integer.parseInt(values.getOrDefault("readable", Integer.toString(written)));
        new FormatVersion(written, readableBy).check(OLDEST_FORMAT, NEWEST_FORMAT, "the log");
        int floor = Integer.parseInt(value(values, "format"));
        new FormatVersion(floor, floor).check(OLDEST_FORMAT, NEWEST_FORMAT, "what is written into the log");
        for (String key : values.keySet()) {
            if (key.startsWith("!")) {
                throw new MalformedDataException(
                        ErrorTag.UNSUPPORTED_FORMAT,
                        "A later release has written the log's manifest: it holds the line \"" + key
                                + " …\", which must be understood. Run that release, or a later one.");
            }
        }
    }

    private static String value(Map<String, String> values, String key) {
        String value = values.get(key);
        if (value == null) {
            throw new IllegalArgumentException("\"" + key + "\" is missing");
        }
        return value;
    }

    private static String check(String text) {
        CRC32C crc = new CRC32C();
        crc.update(text.getBytes(StandardCharsets.UTF_8));
        return String.format("%08x", crc.getValue());
    }

    private static LogException corrupt(Path file, String what) {
        return new LogException(
                ErrorTag.LOG_CORRUPT,
                "The log's manifest is damaged: " + what + " (file=" + file
                        + "). Nothing was changed. Restore the directory from a backup.");
    }
}
