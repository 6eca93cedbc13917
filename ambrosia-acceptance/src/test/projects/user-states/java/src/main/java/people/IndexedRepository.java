package people;

import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

abstract class IndexedRepository<I, K extends Comparable<K>, V> extends Repository<K, V> {
    private final Map<I, Set<K>> index = new LinkedHashMap<>();

    protected abstract I indexOf(V row);

    @Override
    Optional<V> save(V row) {
        Optional<V> before = super.save(row);
        before.ifPresent(this::forget);
        index.computeIfAbsent(indexOf(row), none -> new LinkedHashSet<>()).add(keyOf(row));
        return before;
    }

    @Override
    Optional<V> remove(K key) {
        Optional<V> gone = super.remove(key);
        gone.ifPresent(this::forget);
        return gone;
    }

    private void forget(V row) {
        Set<K> same = index.get(indexOf(row));
        same.remove(keyOf(row));
        if (same.isEmpty()) {
            index.remove(indexOf(row));
        }
    }

    Set<K> with(I value) {
        return index.getOrDefault(value, Set.of());
    }

    @Override
    public String toString() {
        return super.toString() + " index " + index;
    }
}
