package org.ambrosia.runtime.node;

import java.util.function.Consumer;
import org.ambrosia.runtime.api.AmbrosiaException;
import org.ambrosia.runtime.core.Event;
import org.ambrosia.runtime.core.LinkEvent;
import org.ambrosia.runtime.core.driver.LinkPort;
import org.ambrosia.runtime.core.driver.RegistryPort;
import org.ambrosia.runtime.net.Links;
import org.ambrosia.runtime.protocol.PeerFrame;
import org.ambrosia.runtime.registry.Location;

/** Links to peers by sockets, and the registry that contains their locations. */
final class PeerPort implements LinkPort, RegistryPort {
    private final Links links;
    private final Directory directory;
    private final Location location;
    private final Runnable stillPrimary;
    private final Consumer<Event> events;
    private final Consumer<String> requested;
    private final Consumer<AmbrosiaException> failed;

    /**
     * Creates the port to peers.
     *
     * @param location where peers reach this process
     * @param stillPrimary throws if another process has become primary
     * @param events receives peers that were published
     * @param requested receives the requests to this primary from the registry
     * @param failed receives the reason why the location can't be published
     */
    PeerPort(
            Links links,
            Directory directory,
            Location location,
            Runnable stillPrimary,
            Consumer<Event> events,
            Consumer<String> requested,
            Consumer<AmbrosiaException> failed) {
        this.links = links;
        this.directory = directory;
        this.location = location;
        this.stillPrimary = stillPrimary;
        this.events = events;
        this.requested = requested;
        this.failed = failed;
    }

    @Override
    public void publish() {
        directory.publishAndWatch(
                location, stillPrimary, peer -> events.accept(new LinkEvent.PeerPublished(peer)), failed);
    }

    @Override
    public void keepPublished() {
        directory.keepPublished(location, requested);
    }

    @Override
    public void accept() {
        links.accept();
    }

    @Override
    public void dial(String peer) {
        directory.dial(peer);
    }

    @Override
    public void send(int link, PeerFrame frame) {
        links.send(link, frame);
    }

    @Override
    public void close(int link) {
        links.close(link);
    }

    @Override
    public void readLinks(boolean wanted) {
        links.reading(wanted);
    }

    @Override
    public void flush() {
        links.flush();
    }
}
