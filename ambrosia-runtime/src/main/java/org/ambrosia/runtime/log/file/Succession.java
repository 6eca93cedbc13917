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
import java.time.Instant;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import org.ambrosia.runtime.thread.DirectoryWatch;

/**
 * How a process that wants to go on with a log asks the one that writes it to end: by a file with its process id. The writer
 * notices at once where the system tells of new files; what makes the change safe is the lock alone.
 */
final class Succession implements AutoCloseable {
    private final Path file;
    private final DirectoryWatch watch;
    private final Consumer<String> wanted;
    private final BooleanSupplier replaced;

    /**
     * Watches, from now on.
     *
     * @param replaced whether a request is another process's to take
     */
    Succession(Path file, Consumer<String> wanted, BooleanSupplier replaced) throws IOException {
        this.file = file;
        this.wanted = wanted;
        this.replaced = replaced;
        // What it takes is loaded now, and not when somebody waits for it.
        identity(ProcessHandle.current());
        this.watch = DirectoryWatch.begin(file.toAbsolutePath().getParent(), this::appeared, ENTRY_CREATE);
        look();
    }

    /** Asks for the log. */
    static void ask(Path file) throws IOException {
        Path aside = file.resolveSibling(file.getFileName() + LogFiles.UNFINISHED);
        try (FileChannel channel = LogFiles.create(aside, CREATE, TRUNCATE_EXISTING, WRITE)) {
            channel.write(StandardCharsets.UTF_8.encode(identity(ProcessHandle.current())));
        }
        Files.move(aside, file, ATOMIC_MOVE, REPLACE_EXISTING);
    }

    @Override
    public void close() {
        watch.close();
    }

    private void appeared(String name) {
        if (name.isEmpty() || name.equals(file.getFileName().toString())) {
            look();
        }
    }

    /** Somebody who asked and has ended since does not count. A request is taken once, so that it does not reach the next primary. */
    private synchronized void look() {
        try {
            if (!replaced.getAsBoolean() && Files.exists(file)) {
                String asked = Files.readString(file).strip();
                Files.deleteIfExists(file);
                long pid = Long.parseLong(asked.split(" ", 2)[0]);
                Optional<ProcessHandle> asking = ProcessHandle.of(pid);
                boolean own = pid == ProcessHandle.current().pid();
                if (!own && asking.isPresent() && identity(asking.get()).equals(asked)) {
                    wanted.accept("process " + pid);
                }
            }
        } catch (IOException | NumberFormatException unreadable) {
            // Not there any more, or nobody's request.
        }
    }

    /** A process id is used again after a while; when the process was started tells the two apart. */
    private static String identity(ProcessHandle process) {
        return process.pid() + " "
                + process.info().startInstant().map(Instant::toString).orElse("unknown");
    }
}
