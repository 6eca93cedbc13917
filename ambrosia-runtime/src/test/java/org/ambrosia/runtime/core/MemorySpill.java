package org.ambrosia.runtime.core;

import java.util.Arrays;
import java.util.Collection;
import java.util.Map;
import java.util.TreeMap;

/** Keeps what is spilled in memory, for tests. */
final class MemorySpill implements Spill {
    private final Map<Long, byte[]> kept = new TreeMap<>();
    private long next;

    int size() {
        return kept.size();
    }

    @Override
    public boolean isShared() {
        return true;
    }

    @Override
    public Place write(String destination, byte[] bytes, int length) {
        kept.put(++next, Arrays.copyOf(bytes, length));
        return new Place(next, 0, length, 0);
    }

    @Override
    public byte[] read(Place place) {
        return kept.get(place.file()).clone();
    }

    @Override
    public void free(Place place) {
        kept.remove(place.file());
    }

    @Override
    public Collection<Place> retain(Collection<Place> places) {
        kept.keySet().retainAll(places.stream().map(Place::file).toList());
        return places.stream().filter(each -> !kept.containsKey(each.file())).toList();
    }
}
