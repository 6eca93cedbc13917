package org.ambrosia.runtime.registry;

import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;

/**
 * Knows which instances and replicas exist, how they are configured, which of them run, and where each instance's primary is
 * reached. Several processes may use it at once. All methods may block, may be called from any thread, and throw {@link
 * org.ambrosia.runtime.api.AmbrosiaException} if the registry can't be read or written.
 */
public interface Registry {
    /** Publishes where the instance is reached from now on; seen by all as a whole, or not yet. */
    void publish(Location location);

    /** Where the instance was published last; empty if it never was. The instance may be gone since. */
    Optional<Location> find(String instance);

    /**
     * Changes an instance's registration; nobody else changes it meanwhile, and everybody sees the old one or the new one.
     *
     * @param change is given the present registration, empty if there is none, and returns the new one, empty to remove it with all
     *     that is known of the instance
     */
    void register(String instance, UnaryOperator<Optional<Registration>> change);

    /** How an instance was registered; empty if it was not. */
    Optional<Registration> registration(String instance);

    /** The names of all instances that are registered, were published, or run. */
    List<String> instances();

    /** A running coordinator says this of itself, in place of what it said before. */
    void announce(Presence presence);

    /** A coordinator runs no more. What it said last can still be {@linkplain #saidLast asked for}; what another process says of the same replica stays. */
    void withdraw(String instance, int replica, long pid);

    /** Asks the coordinator of an instance's primary for something, soon, in place of what it was asked before and has not taken. */
    void ask(String instance, String request);

    /** What the coordinator of this instance's primary was asked for since it looked last; taken once. */
    Optional<String> takeRequest(String instance);

    /** Whether there is anything at its place. One that is not there yet is made when it is written to. */
    boolean exists();

    /** What coordinators of an instance said last, those too that run no more. */
    List<Presence> saidLast(String instance);

    /** The coordinators of an instance that run at the moment. */
    List<Presence> running(String instance);

    /**
     * Calls back, on a thread of the registry, with the name of each instance of which something was published, within
     * milliseconds where the system can tell of changes.
     *
     * @return what ends the watching
     */
    AutoCloseable watch(Consumer<String> published);
}
