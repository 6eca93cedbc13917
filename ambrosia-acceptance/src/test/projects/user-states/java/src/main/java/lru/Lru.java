package lru;

import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;

/** Keeps the entries that were used last. */
public final class Lru<K, V> {
    private final int capacity;
    private final Map<K, V> entries = new LinkedHashMap<>(16, 0.75f, true);

    public Lru(int capacity) {
        this.capacity = capacity;
    }

    public V get(K key) {
        return entries.get(key);
    }

    /** Returns the key that was forgotten for it, or null. */
    public K put(K key, V value) {
        entries.put(key, value);
        if (entries.size() <= capacity) {
            return null;
        }
        Iterator<K> keys = entries.keySet().iterator();
        K eldest = keys.next();
        keys.remove();
        return eldest;
    }

    public int size() {
        return entries.size();
    }

    @Override
    public String toString() {
        return entries + " of " + capacity + (entries.isEmpty() ? "" : ", next goes " + entries.keySet().iterator().next());
    }
}
