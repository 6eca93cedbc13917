package org.ambrosia.runtime.registry.file;

import static java.nio.file.StandardWatchEventKinds.ENTRY_CREATE;
import static java.nio.file.StandardWatchEventKinds.ENTRY_MODIFY;
import static java.nio.file.StandardWatchEventKinds.OVERFLOW;

import java.io.IOException;
import java.nio.file.ClosedWatchServiceException;
import java.nio.file.Path;
import java.nio.file.WatchEvent;
import java.nio.file.WatchKey;
import java.nio.file.WatchService;
import java.util.function.Consumer;

/** A thread that tells which locations were published. Where the system can't tell of changes, the JDK looks for them itself. */
final class DirectoryWatch implements AutoCloseable {
    private final WatchService service;
    private final Consumer<String> published;

    DirectoryWatch(Path directory, Consumer<String> published) throws IOException {
        this.published = published;
        this.service = directory.getFileSystem().newWatchService();
        directory.register(service, ENTRY_CREATE, ENTRY_MODIFY);
        Thread thread = new Thread(this::run, "ambrosia-registry-watch");
        thread.setDaemon(true);
        thread.start();
    }

    @Override
    public void close() throws IOException {
        service.close();
    }

    private void run() {
        try {
            while (true) {
                WatchKey key = service.take();
                key.pollEvents().forEach(this::tell);
                if (!key.reset()) {
                    return;
                }
            }
        } catch (InterruptedException | ClosedWatchServiceException ended) {
            // Nobody wants to know any more.
        }
    }

    private void tell(WatchEvent<?> event) {
        if (event.kind() != OVERFLOW) {
            String name = event.context().toString();
            if (name.endsWith(FileRegistry.LOCATION)) {
                published.accept(name.substring(0, name.length() - FileRegistry.LOCATION.length()));
            }
        }
    }
}
