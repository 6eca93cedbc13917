package org.ambrosia.runtime.registry;

import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;

/**
 * Knows which instances and replicas exist, how they are configured, which of them run, and where
 * each instance's primary is reached. Several processes may use it at once. All methods may block,
 * may be called from any thread, and throw {@link org.ambrosia.runtime.api.AmbrosiaException} if
 * the registry can't be read or written.
 */
public interface Registry {
    /**
     * Publishes where the instance is reached from now on. All readers see the location as a whole,
     * or not yet.
     */
    void publish(Location location);

    /**
     * Returns the location that was published last for the instance; empty if none ever was. The
     * instance may be gone since.
     */
    Optional<Location> find(String instance);

    /**
     * Changes an instance's registration. No other process or thread changes it meanwhile, and
     * every reader sees the old one or the new one.
     *
     * @param change receives the present registration, empty if there is none, and returns the new
     *     one; empty removes it with all that is known of the instance
     */
    void register(String instance, UnaryOperator<Optional<Registration>> change);

    /** Returns the registration of an instance; empty if it was not registered. */
    Optional<Registration> registration(String instance);

    /** The names of all instances that are registered, were published, or run. */
    List<String> instances();

    /** Stores the report of a running coordinator about itself, in place of its report before. */
    void announce(Presence presence);

    /**
     * Records that a coordinator runs no more. Its last report can still be
     * {@linkplain #saidLast asked for}; the report of another process for the same replica stays.
     */
    void withdraw(String instance, int replica, long pid);

    /**
     * Asks the coordinator of an instance's primary for something, soon. The request replaces one
     * that was not taken yet.
     */
    void ask(String instance, String request);

    /**
     * Takes the request that was left for the coordinator of this instance's primary since it
     * looked last. A request is taken once.
     */
    Optional<String> takeRequest(String instance);

    /**
     * Returns whether there is anything at the registry's place. A registry that is not there yet
     * is created when it is written to.
     */
    boolean exists();

    /**
     * Returns the last reports of coordinators of an instance, including those that run no more.
     */
    List<Presence> saidLast(String instance);

    /** Returns the reports of the coordinators of an instance that run at the moment. */
    List<Presence> running(String instance);

    /**
     * Calls back, on a thread of the registry, with the name of each instance for which a location
     * was published. It does so within milliseconds where the system can report changes.
     *
     * @return the handle that ends the watching
     */
    AutoCloseable watch(Consumer<String> published);
}
