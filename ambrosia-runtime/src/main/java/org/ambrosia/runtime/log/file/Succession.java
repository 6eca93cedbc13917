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
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.ambrosia.runtime.thread.DirectoryWatch;

/**
 * How a process that wants to go on with a log asks the one that writes it to end: by a file with its number among the log's members, of
 * which it holds the file while it lives. Process ids would not do: each container counts its own. What makes the change safe is the
 * lock of the reign alone.
 *
 * <pre>
 * member 1
 * replica 0, process 4711
 * </pre>
 */
final class Succession implements AutoCloseable {
    private static final Pattern REQUEST = Pattern.compile("member ([0-9]{1,9})\n([^\n]*)\n");

    private final LogFiles files;
    private final SharedFiles shared;
    private final int self;
    private final DirectoryWatch watch;
    private final Consumer<String> wanted;
    private final BooleanSupplier replaced;

    /**
     * Watches, from now on.
     *
     * @param self this process's number, whose request it is not to follow
     * @param replaced whether a request is another process's to take
     */
    Succession(LogFiles files, SharedFiles shared, int self, Consumer<String> wanted, BooleanSupplier replaced)
            throws IOException {
        this.files = files;
        this.shared = shared;
        this.self = self;
        this.wanted = wanted;
        this.replaced = replaced;
        // What it takes is loaded now, and not when a process waits for it.
        isThere(self);
        this.watch = DirectoryWatch.begin(files.directory().toAbsolutePath(), this::appeared, ENTRY_CREATE);
        look();
    }

    /**
     * Asks for the log.
     *
     * @param member the number of the process that asks, which must be a member until it has the log
     * @param holder the process, for people to read
     */
    static void ask(LogFiles files, int member, String holder) throws IOException {
        Path file = files.successor();
        Path aside = file.resolveSibling(file.getFileName() + "." + member + LogFiles.UNFINISHED);
        String request = "member " + member + "\n" + holder + "\n";
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
     * Looks for a request. One that is understood is taken once, so that it does not reach the next primary; that of a process that has
     * ended since does not count. What is not understood is left, since it may be a newer release's.
     */
    synchronized void look() {
        try {
            Path file = files.successor();
            if (replaced.getAsBoolean() || !Files.exists(file)) {
                return;
            }
            Matcher request = REQUEST.matcher(Files.readString(file));
            if (request.matches() && Integer.parseInt(request.group(1)) != self) {
                Files.deleteIfExists(file);
                if (isThere(Integer.parseInt(request.group(1)))) {
                    wanted.accept(request.group(2));
                }
            }
        } catch (IOException notThere) {
            // It was taken, or another request takes its place.
        }
    }

    private boolean isThere(int member) throws IOException {
        Optional<SharedFile> found = shared.find(files.member(member));
        if (found.isEmpty()) {
            return false;
        }
        try (SharedFile file = found.get()) {
            return file.isHeld();
        }
    }
}
