package org.ambrosia.runtime.log.file;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.ambrosia.runtime.api.ErrorTag;
import org.ambrosia.runtime.api.LogException;
import org.ambrosia.runtime.log.SkippedCall;

/**
 * The file beside a log that lists which of its calls are skipped, one on each line: record, call,
 * epoch, time, and the operator. It is written while no replica runs, and read by each that starts.
 *
 * <pre>
 * ambrosia-skipped 1
 * 4711 0 1764296400000123 1764297000000 alice
 * </pre>
 */
final class SkipFile {
    private static final String FIRST_LINE = "ambrosia-skipped 1";
    private static final Pattern LINE =
            Pattern.compile("([0-9]{1,18}) ([0-9]{1,9}) ([0-9]{1,18}) ([0-9]{1,18}) ([^\\p{Cntrl}]{1,64})");
    /** Far more than an operator skips; a larger file was not written here. */
    private static final int MAX_BYTES = 1 << 20;

    private SkipFile() {}

    /**
     * Reads it; without it nothing is skipped.
     *
     * @throws LogException if it can't be read, or is not what {@link #add} writes: then it is
     *     unknown what is to be executed
     */
    static List<SkippedCall> read(LogFiles files) {
        return List.copyOf(calls(files));
    }

    /** Adds a call, unless it is there. On return it is on stable storage. */
    static void add(LogFiles files, SkippedCall call, int author) throws IOException {
        List<SkippedCall> calls = calls(files);
        boolean isThere = calls.stream()
                .anyMatch(each ->
                        each.record() == call.record() && each.call() == call.call() && each.epoch() == call.epoch());
        if (isThere) {
            return;
        }
        calls.add(call);
        StringBuilder text = new StringBuilder(FIRST_LINE).append('\n');
        for (SkippedCall each : calls) {
            text.append(each.record()).append(' ').append(each.call()).append(' ');
            text.append(each.epoch()).append(' ').append(each.millis()).append(' ');
            text.append(each.by()).append('\n');
        }
        LogFiles.publish(
                files.skipped(), author, ByteBuffer.wrap(text.toString().getBytes(StandardCharsets.UTF_8)));
    }

    private static List<SkippedCall> calls(LogFiles files) {
        Path file = files.skipped();
        List<SkippedCall> calls = new ArrayList<>();
        try {
            if (Files.size(file) > MAX_BYTES) {
                throw damaged(file, "it has " + Files.size(file) + " bytes, at most " + MAX_BYTES + " are expected");
            }
            List<String> lines = Files.readString(file).lines().toList();
            if (lines.isEmpty() || !lines.get(0).equals(FIRST_LINE)) {
                throw damaged(file, "its first line is not \"" + FIRST_LINE + "\"");
            }
            for (String each : lines.subList(1, lines.size())) {
                Matcher line = LINE.matcher(each);
                if (!line.matches()) {
                    throw damaged(file, "line " + (calls.size() + 2) + " is not \"record call epoch time who\"");
                }
                calls.add(new SkippedCall(
                        Long.parseLong(line.group(1)),
                        Integer.parseInt(line.group(2)),
                        Long.parseLong(line.group(3)),
                        Long.parseLong(line.group(4)),
                        line.group(5)));
            }
            return calls;
        } catch (NoSuchFileException none) {
            return calls;
        } catch (IOException failed) {
            throw LogFiles.unavailable("Reading which calls are skipped", file, failed);
        }
    }

    private static LogException damaged(Path file, String why) {
        return new LogException(
                ErrorTag.LOG_CORRUPT,
                "The file that says which calls are skipped is damaged: " + why + " (file=" + file
                        + "). Restore it: without it the replicas would execute what they have skipped.");
    }
}
