package org.ambrosia.runtime.log.file;

import java.io.IOException;
import java.nio.file.Files;
import java.util.NavigableSet;
import java.util.Optional;

/**
 * The reigns over a log: at most one process ever claims a number, and a claim fences every lower
 * one.
 */
final class Reigns {
    private final LogFiles files;
    private final SharedFiles shared;
    private Reign present;

    Reigns(LogFiles files, SharedFiles shared) {
        this.files = files;
        this.shared = shared;
    }

    /** Returns the newest reign that has left a trace besides the log; empty if none has. */
    synchronized Optional<Reign> newest() throws IOException {
        NavigableSet<Long> claimed = files.numbers(LogFiles.REIGN);
        while (!claimed.isEmpty()) {
            long number = claimed.pollLast();
            if (present != null && present.number() == number) {
                return Optional.of(present);
            }
            Optional<SharedFile> found = shared.find(files.reign(number));
            if (found.isPresent()) {
                forget();
                present = new Reign(number, found.get());
                return Optional.of(present);
            }
        }
        return Optional.empty();
    }

    /**
     * Claims the number after {@code last}. When this returns, no earlier primary acts any more. It
     * looks at its own reign after each write and before it acts on that write, and so notices the
     * claim.
     *
     * @param last the number of a reign that was seen to be vacant, so that the claim deposes no
     *     other primary
     * @return the reign; empty if another process was quicker
     */
    synchronized Optional<Reign> claim(long last, String holder) throws IOException {
        long number = last + 1;
        Optional<SharedFile> made = shared.make(files.reign(number), holder);
        if (made.isEmpty()) {
            return Optional.empty();
        }
        try {
            Reign claimed = new Reign(number, made.get());
            claimed.memory(shared.memory());
            if (!fenceLower(number)) {
                made.get().close();
                return Optional.empty();
            }
            return Optional.of(claimed);
        } catch (IOException | RuntimeException | Error failed) {
            made.get().close();
            throw failed;
        }
    }

    /**
     * Fences all lower reigns. Returns false if a higher number was claimed, because this process
     * stood still since it looked first.
     */
    private boolean fenceLower(long number) throws IOException {
        NavigableSet<Long> now = files.numbers(LogFiles.REIGN);
        if (now.last() > number) {
            return false;
        }
        for (long lower : now.headSet(number)) {
            Optional<SharedFile> found = shared.find(files.reign(lower));
            if (found.isPresent()) {
                Reign replaced = new Reign(lower, found.get());
                replaced.fence(number);
                replaced.close();
            }
        }
        forget();
        return true;
    }

    /** Returns the highest number that was claimed; 0 if none was, or all reigns were deleted. */
    long highest() throws IOException {
        NavigableSet<Long> claimed = files.numbers(LogFiles.REIGN);
        return claimed.isEmpty() ? 0 : claimed.last();
    }

    /** Returns whether the reign of this number is there. */
    boolean isThere(long number) {
        return Files.exists(files.reign(number));
    }

    /** Returns the process that claimed this number, for people to read. */
    String holder(long number) {
        try {
            Optional<SharedFile> found = shared.find(files.reign(number));
            if (found.isPresent()) {
                try (SharedFile file = found.get()) {
                    return file.holder();
                }
            }
        } catch (IOException unknown) {
            // The holder is unknown.
        }
        return "another process";
    }

    synchronized void forget() {
        if (present != null) {
            present.close();
            present = null;
        }
    }

    /**
     * Forgets all reigns before this one. Once there is a manifest of a later reign, the log does
     * not need to know what they made durable. If their processes live, they still see in memory
     * that they were fenced.
     */
    void deleteBefore(long number) throws IOException {
        files.numbers(LogFiles.REIGN).headSet(number).forEach(this::delete);
    }

    /** Forgets the reigns between two of them, which were claimed and never wrote to the log. */
    void deleteBetween(long wrote, long number) throws IOException {
        files.numbers(LogFiles.REIGN).headSet(number).stream()
                .filter(each -> each > wrote)
                .forEach(this::delete);
    }

    private void delete(long number) {
        LogFiles.deleteUnneeded(files.reign(number));
    }
}
