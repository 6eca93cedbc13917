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
 * The epochs that primaries have used and that no manifest contains yet, each in a file of its own.
 * A primary greets its peers before its manifest is written. An epoch that peers have seen must not
 * be used again, and no lower one may follow it.
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

    /** Notes the epoch of a reign; on return it is on stable storage. */
    static void note(LogFiles files, long reign, long epoch, int author) throws IOException {
        byte[] text = (FIRST_LINE + epoch + "\n").getBytes(StandardCharsets.US_ASCII);
        LogFiles.publish(files.epoch(reign), author, ByteBuffer.wrap(text));
    }

    /**
     * Returns the highest epoch that was noted; 0 if none was, or if a manifest that can be read
     * now has a higher one.
     */
    static long highest(LogFiles files) throws IOException {
        while (true) {
            OptionalLong highest = highestOf(files);
            if (highest.isPresent()) {
                return highest.getAsLong();
            }
        }
    }

    /**
     * Returns the highest; empty if a later primary deleted a file meanwhile, after it noted a
     * higher epoch.
     */
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

    /**
     * Forgets the epochs of the reigns before this one, whose own is higher and on stable storage.
     */
    static void forgetBefore(LogFiles files, long reign) throws IOException {
        forget(files, files.numbers(LogFiles.EPOCH).headSet(reign));
    }

    /** Forgets the epochs up to this reign, whose manifest is on stable storage. */
    static void forgetUpTo(LogFiles files, long reign) throws IOException {
        forget(files, files.numbers(LogFiles.EPOCH).headSet(reign, true));
    }

    private static void forget(LogFiles files, Iterable<Long> reigns) {
        for (long each : reigns) {
            LogFiles.deleteUnneeded(files.epoch(each));
        }
    }
}
