package org.ambrosia.runtime.log.file;

import static java.nio.file.StandardCopyOption.ATOMIC_MOVE;
import static java.nio.file.StandardCopyOption.REPLACE_EXISTING;
import static java.nio.file.StandardOpenOption.CREATE;
import static java.nio.file.StandardOpenOption.TRUNCATE_EXISTING;
import static java.nio.file.StandardOpenOption.WRITE;
import static java.nio.file.StandardWatchEventKinds.ENTRY_CREATE;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.ambrosia.runtime.api.ErrorTag;
import org.ambrosia.runtime.thread.DirectoryWatch;

/**
 * The way in which a process that wants to go on with a log asks the writing process to end. The
 * request is a file. It contains the asking process's number among the log's members; that process
 * holds its member file while it lives. It also contains the process's token, since another process
 * may have the number later.
 *
 * <p>Process ids would not do: each container counts its own. What makes the change safe is the
 * lock of the reign alone.
 *
 * <pre>
 * member 1 token 5b1f6d2e90c4a837
 * replica 0, process 4711
 * </pre>
 */
final class Succession implements AutoCloseable {
    private static final Pattern REQUEST = Pattern.compile("member ([0-9]{1,9}) token ([0-9a-f]{16})\n([^\n]*)\n");

    private static final System.Logger LOGGER = System.getLogger(FileLog.class.getName());

    private final LogFiles files;
    private final SharedFiles shared;
    private final Members self;
    private final DirectoryWatch watch;
    private final Consumer<String> wanted;
    private final BooleanSupplier replaced;
    private final BooleanSupplier standbyIsAwake;
    /** The token of the last request that was not taken. */
    private long waitingToken;

    /**
     * Watches, from now on.
     *
     * @param self this process, whose request it is not to follow
     * @param replaced whether a request is another process's to take
     * @param standbyIsAwake whether another process can go on with the log at once
     */
    Succession(
            LogFiles files,
            SharedFiles shared,
            Members self,
            Consumer<String> wanted,
            BooleanSupplier replaced,
            BooleanSupplier standbyIsAwake)
            throws IOException {
        this.files = files;
        this.shared = shared;
        this.self = self;
        this.wanted = wanted;
        this.replaced = replaced;
        this.standbyIsAwake = standbyIsAwake;
        // Loads now what the check needs, and not only when a process waits for it.
        Members.isThere(files, shared, self.number(), 0);
        this.watch = DirectoryWatch.begin(files.directory().toAbsolutePath(), this::appeared, ENTRY_CREATE);
        look();
    }

    /**
     * Asks for the log.
     *
     * @param asking the process that asks, which must be a member until it has the log
     * @param holder the process, for people to read
     */
    static void ask(LogFiles files, Members asking, String holder) throws IOException {
        Path file = files.successor();
        Path aside = file.resolveSibling(file.getFileName() + "." + asking.number() + LogFiles.UNFINISHED);
        String request = String.format("member %d token %016x\n%s\n", asking.number(), asking.token(), holder);
        try (FileChannel channel = LogFiles.create(aside, CREATE, TRUNCATE_EXISTING, WRITE)) {
            channel.write(StandardCharsets.UTF_8.encode(request));
        }
        Files.move(aside, file, ATOMIC_MOVE, REPLACE_EXISTING);
    }

    @Override
    public void close() {
        watch.close();
    }

    private void appeared(String name) {
        if (name.isEmpty() || name.equals(files.successor().getFileName().toString())) {
            look();
        }
    }

    /**
     * Looks for a request. A request is taken once, so that it does not reach the next primary. The
     * request of a process that has ended since does not count. Neither does this process's own,
     * from before it had the log. A request that is not understood is left, since it may be a newer
     * release's.
     */
    synchronized void look() {
        try {
            Path file = files.successor();
            if (replaced.getAsBoolean() || !Files.exists(file)) {
                return;
            }
            Matcher request = REQUEST.matcher(Files.readString(file));
            if (!request.matches()) {
                return;
            }
            int asking = Integer.parseInt(request.group(1));
            long token = Long.parseUnsignedLong(request.group(2), 16);
            boolean counts = asking != self.number() && Members.isThere(files, shared, asking, token);
            // A replica that asks is awake. A command asks for others, which may hang: then its
            // request waits.
            if (!counts || asking < Members.FIRST_ASKING || standbyIsAwake.getAsBoolean()) {
                Files.deleteIfExists(file);
                if (counts) {
                    wanted.accept(request.group(3));
                }
            } else if (token != waitingToken) {
                waitingToken = token;
                LOGGER.log(
                        System.Logger.Level.WARNING,
                        "[Ambrosia/" + ErrorTag.HANDOVER_FAILED + "] " + request.group(3)
                                + " asks for a hand-over, but no standby shows a sign of life: this process stays the primary"
                                + " (directory=" + files.directory() + "). Start a standby, or look why it hangs.");
            }
        } catch (IOException notThere) {
            // It was taken, or another request takes its place.
        }
    }
}
