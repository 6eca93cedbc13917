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

/** Looks up where peers are, which may block, on a thread of its own, and dials them there. */
final class Directory implements AutoCloseable {
    private static final System.Logger LOGGER = System.getLogger(Directory.class.getName());

    private static final long LOOK_NANOS = 5_000_000L;
    /** Peers are looked for at growing distances; so many looks take two to three seconds. */
    private static final int MISSES_TOLD = 7;

    private final Registry registry;
    private final Links links;
    private final LinkListener listener;
    private final ExecutorService thread;
    /** How often in a row a peer was not found; on the thread only. */
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

    /** Which may be what somebody wants, or a name that is misspelt. */
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
            LOGGER.log(System.Logger.Level.WARNING, "[Ambrosia/" + ErrorTag.UnknownInstance + "] " + unknown(peer));
        }
    }

    /** Says that there never was an instance of this name; empty if it is known, or that can't be told. May block. */
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
     * Publishes the primary's location again if somebody else did: a former primary that stood still and did not know better. Takes what the
     * primary is asked for, too.
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
     * Publishes where this instance is, soon, and tells from then on of each peer whose location was published.
     *
     * @param stillPrimary throws if another process has become primary, whose location must stay
     * @param failed is told why if it can't be published
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

    /** Tells from now on of each peer whose location was published. */
    void watch(Consumer<String> published) {
        thread.execute(() -> {
            try {
                watch = registry.watch(published);
            } catch (AmbrosiaException unreadable) {
                LOGGER.log(System.Logger.Level.WARNING, unreadable.getMessage());
            }
        });
    }

    /** Waits until another process has published where the instance is, but not longer than this. */
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
