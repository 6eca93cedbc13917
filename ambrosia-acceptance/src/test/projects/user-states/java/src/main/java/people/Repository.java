package people;

import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Collections;
import java.util.Deque;
import java.util.List;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;

abstract class Repository<K extends Comparable<K>, V> {
    private final NavigableMap<K, V> rows = new TreeMap<>();
    private final Deque<V> removed = new ArrayDeque<>();

    /** A method, since a function given to the constructor can't be stored. */
    protected abstract K keyOf(V row);

    /** Returns what was there before. */
    Optional<V> save(V row) {
        return Optional.ofNullable(rows.put(keyOf(row), row));
    }

    Optional<V> find(K key) {
        return Optional.ofNullable(rows.get(key));
    }

    Optional<V> remove(K key) {
        V gone = rows.remove(key);
        if (gone != null) {
            removed.push(gone);
            if (removed.size() > 3) {
                removed.removeLast();
            }
        }
        return Optional.ofNullable(gone);
    }

    Collection<V> all() {
        return Collections.unmodifiableCollection(rows.values());
    }

    Page<V> page(int number, int size) {
        List<V> rest = rows.values().stream().skip((long) number * size).limit(size + 1L).toList();
        return rest.size() > size
                ? new Page<>(rest.subList(0, size), Optional.of(rest.get(size)))
                : new Page<>(rest, Optional.empty());
    }

    @Override
    public String toString() {
        return rows + " removed " + removed;
    }
}
