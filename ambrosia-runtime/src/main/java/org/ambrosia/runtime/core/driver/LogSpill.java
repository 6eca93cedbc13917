package org.ambrosia.runtime.core.driver;

import java.util.Collection;
import org.ambrosia.runtime.core.Spill;
import org.ambrosia.runtime.log.SpillPlace;
import org.ambrosia.runtime.log.SpillStore;

/** Lets the core spill into a log. */
public final class LogSpill implements Spill {
    private final SpillStore store;

    /** Creates a spill into this log's store. */
    public LogSpill(SpillStore store) {
        this.store = store;
    }

    @Override
    public boolean isShared() {
        return store.isShared();
    }

    @Override
    public Place write(String destination, byte[] bytes, int length) {
        return placeOf(store.write(destination, bytes, length));
    }

    @Override
    public byte[] read(Place place) {
        return store.read(placeOf(place));
    }

    @Override
    public void free(Place place) {
        store.free(placeOf(place));
    }

    @Override
    public Collection<Place> retain(Collection<Place> places) {
        return store.retain(places.stream().map(LogSpill::placeOf).toList()).stream()
                .map(LogSpill::placeOf)
                .toList();
    }

    private static Place placeOf(SpillPlace place) {
        return new Place(place.file(), place.offset(), place.length(), place.check());
    }

    private static SpillPlace placeOf(Place place) {
        return new SpillPlace(place.file(), place.offset(), place.length(), place.check());
    }
}
