package org.ambrosia.runtime.log.file;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.util.OptionalLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The epochs that primaries have used and that no manifest says yet, each in a file of its own: a primary greets its peers before its
 * manifest is written, and an epoch that peers have seen must not be used again, or be followed by a lower one.
 *
 * <pre>
 * ambrosia-epoch 1
 * 114834963225600017
 * </pre>
 */
final class Epochs {
    private static final String FIRST_LINE = "ambrosia-epoch 1\n";
    private static final Pattern TEXT = Pattern.compile(FIRST_LINE + "([0-9]{1,18})\n");

    private Epochs() {}

    /** Notes the epoch of a reign; on return that is on stable storage. */
    static void note(LogFiles files, long reign, long epoch, int author) throws IOException {
        byte[] text = (FIRST_LINE + epoch + "\n").getBytes(StandardCharsets.US_ASCII);
        LogFiles.publish(files.epoch(reign), author, ByteBuffer.wrap(text));
    }

    /** The highest epoch that was noted; 0 if none was, or a manifest that can be read now has a higher one. */
    static long highest(LogFiles files) throws IOException {
        while (true) {
            OptionalLong highest = highestOf(files);
            if (highest.isPresent()) {
                return highest.getAsLong();
            }
        }
    }

    /** Empty if a later primary has deleted one meanwhile, which has noted a higher one before. */
    private static OptionalLong highestOf(LogFiles files) throws IOException {
        long highest = 0;
        for (long each : files.numbers(LogFiles.EPOCH)) {
            try {
                Matcher text = TEXT.matcher(Files.readString(files.epoch(each)));
                if (!text.matches()) {
                    throw new IOException("The file is damaged: expected \"" + FIRST_LINE.strip()
                            + "\" and a number (file=" + files.epoch(each) + ")");
                }
                highest = Math.max(highest, Long.parseLong(text.group(1)));
            } catch (NoSuchFileException deleted) {
                return OptionalLong.empty();
            }
        }
        return OptionalLong.of(highest);
    }

    /** Forgets those of the reigns before this one, whose own is higher and on stable storage. */
    static void forgetBefore(LogFiles files, long reign) throws IOException {
        forget(files, files.numbers(LogFiles.EPOCH).headSet(reign));
    }

    /** Forgets those up to this reign, of which the manifest is on stable storage. */
    static void forgetUpTo(LogFiles files, long reign) throws IOException {
        forget(files, files.numbers(LogFiles.EPOCH).headSet(reign, true));
    }

    private static void forget(LogFiles files, Iterable<Long> reigns) {
        for (long each : reigns) {
            LogFiles.deleteUnneeded(files.epoch(each));
        }
    }
}
