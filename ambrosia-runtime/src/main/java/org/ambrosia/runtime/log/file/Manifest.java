package org.ambrosia.runtime.log.file;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.zip.CRC32C;
import org.ambrosia.runtime.api.ErrorTag;
import org.ambrosia.runtime.api.LogException;
import org.ambrosia.runtime.log.LogIdentity;

/**
 * What is true of a log as a whole, kept in one small text file that is replaced atomically:
 *
 * <pre>
 * ambrosia-log 1
 * instance server
 * incarnation 7033104382038016
 * committer 1823
 * epoch 4
 * sealed 0 1052672
 * check 9f3c01aa
 * </pre>
 *
 * <p>{@code sealed} lines give segments that have ended, and their ends in bytes: nobody reads past a sealed end. The
 * check is the CRC-32C of the lines before it.
 *
 * @param identity whose log it is, and the epoch of the present or last writer
 * @param sealed the ends of the segments that have ended, by number
 */
record Manifest(LogIdentity identity, SortedMap<Long, Long> sealed) {
    private static final String FIRST_LINE = "ambrosia-log 1";

    Manifest {
        sealed = Collections.unmodifiableSortedMap(new TreeMap<>(sealed));
    }

    Manifest withNextEpoch() {
        return new Manifest(
                new LogIdentity(
                        identity.instance(), identity.incarnation(), identity.committerId(), identity.epoch() + 1),
                sealed);
    }

    /** This manifest with one more segment ended; forgets segments before {@code oldest}. */
    Manifest withSealed(long segment, long end, long oldest) {
        TreeMap<Long, Long> ends = new TreeMap<>(sealed.tailMap(oldest));
        ends.put(segment, end);
        return new Manifest(identity, ends);
    }

    void write(Path file) throws IOException {
        StringBuilder text = new StringBuilder(FIRST_LINE).append('\n');
        text.append("instance ").append(identity.instance()).append('\n');
        text.append("incarnation ").append(identity.incarnation()).append('\n');
        text.append("committer ").append(identity.committerId()).append('\n');
        text.append("epoch ").append(identity.epoch()).append('\n');
        sealed.forEach((segment, end) ->
                text.append("sealed ").append(segment).append(' ').append(end).append('\n'));
        String check = check(text.toString());
        text.append("check ").append(check).append('\n');
        LogFiles.publish(file, ByteBuffer.wrap(text.toString().getBytes(StandardCharsets.UTF_8)));
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
            TreeMap<Long, Long> sealed = new TreeMap<>();
            for (String line : lines.subList(5, lines.size())) {
                String[] words = value(line, "sealed").split(" ", -1);
                sealed.put(Long.parseLong(words[0]), Long.parseLong(words[1]));
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
