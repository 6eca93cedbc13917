package org.ambrosia.runtime.thread;

import java.io.IOException;
import java.nio.file.FileSystem;
import java.nio.file.Path;
import java.nio.file.StandardWatchEventKinds;
import java.nio.file.WatchEvent;
import java.nio.file.WatchKey;
import java.nio.file.WatchService;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/**
 * Reports files that appear or change in a directory. All watches of a process share one thread and
 * one watch of the system. A user may have only some of the latter (on Linux 128 unless set
 * otherwise). Where the system can't report changes, the JDK looks for them itself.
 */
public final class DirectoryWatch implements AutoCloseable {
    private static final System.Logger LOGGER = System.getLogger(DirectoryWatch.class.getName());
    private static final Map<FileSystem, Service> SERVICES = new HashMap<>();

    private final Service service;
    private final Consumer<String> told;
    private final WatchKey key;

    private DirectoryWatch(Service service, WatchKey key, Consumer<String> told) {
        this.service = service;
        this.key = key;
        this.told = told;
    }

    /**
     * Watches a directory, from now on.
     *
     * @param told receives the name of each file, on a thread that others wait for, or an empty
     *     name if there were too many changes to report each
     * @param kinds of {@link StandardWatchEventKinds}; the same for all watches of a directory
     */
    public static DirectoryWatch begin(Path directory, Consumer<String> told, WatchEvent.Kind<?>... kinds)
            throws IOException {
        synchronized (SERVICES) {
            FileSystem system = directory.getFileSystem();
            Service service = SERVICES.get(system);
            if (service == null) {
                service = new Service(system.newWatchService());
                SERVICES.put(system, service);
            }
            return service.add(directory, told, kinds);
        }
    }

    @Override
    public void close() {
        service.remove(this);
    }

    /** The system's watch, with the thread that waits for it. */
    private static final class Service {
        private final WatchService watches;
        private final Map<WatchKey, List<DirectoryWatch>> byKey = new HashMap<>();

        Service(WatchService watches) {
            this.watches = watches;
            Thread thread = new Thread(this::run, "ambrosia-watch");
            thread.setDaemon(true);
            thread.start();
        }

        /** Adds a watch. A directory that is watched already gives the key that it has. */
        synchronized DirectoryWatch add(Path directory, Consumer<String> told, WatchEvent.Kind<?>... kinds)
                throws IOException {
            WatchKey key = directory.register(watches, kinds);
            DirectoryWatch watch = new DirectoryWatch(this, key, told);
            byKey.computeIfAbsent(key, none -> new ArrayList<>()).add(watch);
            return watch;
        }

        synchronized void remove(DirectoryWatch watch) {
            List<DirectoryWatch> all = byKey.get(watch.key);
            if (all != null && all.remove(watch) && all.isEmpty()) {
                byKey.remove(watch.key);
                watch.key.cancel();
            }
        }

        private synchronized List<DirectoryWatch> of(WatchKey key) {
            return List.copyOf(byKey.getOrDefault(key, List.of()));
        }

        private void run() {
            try {
                while (true) {
                    WatchKey key = watches.take();
                    List<DirectoryWatch> all = of(key);
                    for (WatchEvent<?> event : key.pollEvents()) {
                        String name = event.kind() == StandardWatchEventKinds.OVERFLOW
                                ? ""
                                : event.context().toString();
                        all.forEach(each -> each.tell(name));
                    }
                    if (!key.reset()) {
                        forget(key);
                    }
                }
            } catch (InterruptedException impossible) {
                Thread.currentThread().interrupt();
            }
        }

        /** Forgets a directory that is gone. */
        private synchronized void forget(WatchKey key) {
            byKey.remove(key);
        }
    }

    private void tell(String name) {
        try {
            told.accept(name);
        } catch (RuntimeException | Error failed) {
            LOGGER.log(System.Logger.Level.WARNING, "A change of a watched directory was not taken in", failed);
        }
    }
}
