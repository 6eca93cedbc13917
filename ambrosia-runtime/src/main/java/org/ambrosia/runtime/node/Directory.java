package org.ambrosia.runtime.node;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import org.ambrosia.runtime.api.AmbrosiaException;
import org.ambrosia.runtime.api.ErrorTag;
import org.ambrosia.runtime.net.LinkListener;
import org.ambrosia.runtime.net.Links;
import org.ambrosia.runtime.registry.Location;
import org.ambrosia.runtime.registry.Registry;

/**
 * Looks up the locations of peers on a thread of its own, since that may block, and dials the peers
 * there.
 */
final class Directory implements AutoCloseable {
    private static final System.Logger LOGGER = System.getLogger(Directory.class.getName());

    private static final long LOOK_NANOS = 5_000_000L;
    /**
     * The number of misses that is reported. The intervals between looks grow; this many take two
     * to three seconds.
     */
    private static final int MISSES_TOLD = 7;

    private final Registry registry;
    private final Links links;
    private final LinkListener listener;
    private final ExecutorService thread;
    /** The number of consecutive misses of each peer; used on the thread only. */
    private final Map<String, Integer> misses = new HashMap<>();

    private volatile AutoCloseable watch;

    Directory(String instance, Registry registry, Links links, LinkListener listener) {
        this.registry = registry;
        this.links = links;
        this.listener = listener;
        this.thread = Executors.newSingleThreadExecutor(Threads.named(instance, "directory"));
    }

    void dial(String peer) {
        thread.execute(() -> {
            try {
                Optional<Location> location = registry.find(peer);
                if (location.isPresent()) {
                    misses.remove(peer);
                    Location found = location.get();
                    links.dial(peer, found.host(), found.port(), found.incarnation());
                    return;
                }
                missed(peer);
            } catch (AmbrosiaException unreadable) {
                LOGGER.log(System.Logger.Level.WARNING, unreadable.getMessage());
            }
            listener.dialFailed(peer);
        });
    }

    /** Called when a peer was not found. That may be intended, or the name is misspelled. */
    private void missed(String peer) {
        if (misses.merge(peer, 1, Integer::sum) != MISSES_TOLD) {
            return;
        }
        if (!registry.running(peer).isEmpty()) {
            LOGGER.log(
                    System.Logger.Level.INFO,
                    "What is said to \"" + peer
                            + "\" waits until it serves for the first time: its coordinator runs, and waits for its"
                            + " application or for another replica (registry=" + registry
                            + "). Start its application; see: ambrosia status -i=" + peer);
        } else if (registry.registration(peer).isPresent()) {
            LOGGER.log(
                    System.Logger.Level.INFO,
                    "What is said to \"" + peer
                            + "\" waits until it is started for the first time: it is registered, and its coordinator does"
                            + " not run (registry=" + registry + "). Start it: ambrosia ImmortalCoordinator -i="
                            + peer);
        } else {
            LOGGER.log(System.Logger.Level.WARNING, "[Ambrosia/" + ErrorTag.UNKNOWN_INSTANCE + "] " + unknown(peer));
        }
    }

    /**
     * Returns a message that no instance of this name is known. Empty if one is known, or if the
     * registry can't be read. May block.
     */
    Optional<String> whyUnknown(String peer) {
        try {
            boolean known = registry.find(peer).isPresent()
                    || registry.registration(peer).isPresent()
                    || !registry.running(peer).isEmpty();
            return known ? Optional.empty() : Optional.of(unknown(peer));
        } catch (AmbrosiaException unreadable) {
            return Optional.empty();
        }
    }

    private String unknown(String peer) {
        return "What is said to \"" + peer
                + "\" waits until it is started for the first time: no instance of this name is known (registry="
                + registry + "). If it runs, check the name, and give both the same registry.";
    }

    /**
     * Publishes the primary's location again if another process has published another one. That
     * process is a former primary that stood still and did not notice its replacement. Also takes a
     * request to the primary.
     */
    void keepPublished(Location location, Consumer<String> requested) {
        thread.execute(() -> {
            try {
                if (!registry.find(location.instance()).equals(Optional.of(location))) {
                    registry.publish(location);
                }
                registry.takeRequest(location.instance()).ifPresent(requested);
            } catch (AmbrosiaException unreadable) {
                LOGGER.log(System.Logger.Level.WARNING, unreadable.getMessage());
            }
        });
    }

    /**
     * Publishes this instance's location, soon. From then on, reports each peer whose location is
     * published.
     *
     * @param stillPrimary throws if another process has become primary; the location of that
     *     process must stay
     * @param failed receives the reason if the location can't be published
     */
    void publishAndWatch(
            Location location, Runnable stillPrimary, Consumer<String> published, Consumer<AmbrosiaException> failed) {
        thread.execute(() -> {
            try {
                stillPrimary.run();
                registry.publish(location);
                watch = registry.watch(published);
            } catch (AmbrosiaException unavailable) {
                failed.accept(unavailable);
            }
        });
    }

    /** Reports, from now on, each peer whose location is published. */
    void watch(Consumer<String> published) {
        thread.execute(() -> {
            try {
                watch = registry.watch(published);
            } catch (AmbrosiaException unreadable) {
                LOGGER.log(System.Logger.Level.WARNING, unreadable.getMessage());
            }
        });
    }

    /**
     * Waits until another process has published the instance's location, but not longer than this.
     */
    void awaitOther(Location own, Duration most) {
        long begin = System.nanoTime();
        try {
            while (registry.find(own.instance()).equals(Optional.of(own))
                    && System.nanoTime() - begin < most.toNanos()) {
                LockSupport.parkNanos(LOOK_NANOS);
            }
        } catch (AmbrosiaException unreadable) {
            LOGGER.log(System.Logger.Level.DEBUG, unreadable.getMessage());
        }
    }

    @Override
    public void close() {
        thread.shutdownNow();
        try {
            thread.awaitTermination(1, TimeUnit.SECONDS);
        } catch (InterruptedException giveUp) {
            Thread.currentThread().interrupt();
        }
        if (watch != null) {
            try {
                watch.close();
            } catch (Exception unimportant) {
                LOGGER.log(System.Logger.Level.DEBUG, "closing a watch", unimportant);
            }
        }
    }
}
