package lru;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

public final class LruCache extends CacheImmortal {
    private final Lru<String, Lru<String, Integer>> byOwner = new Lru<>(4);
    private final Map<String, Long> hits = new LinkedHashMap<>();
    private final Deque<String> forgotten = new ArrayDeque<>();

    @Override
    public void put(String owner, String key, int value) {
        Lru<String, Integer> own = byOwner.get(owner);
        if (own == null) {
            own = new Lru<>(2 + owner.length());
            String gone = byOwner.put(owner, own);
            if (gone != null) {
                remember(gone);
            }
        }
        String gone = own.put(key, value);
        if (gone != null) {
            remember(owner + "." + gone);
        }
    }

    private void remember(String gone) {
        forgotten.addFirst(gone);
        if (forgotten.size() > 5) {
            forgotten.removeLast();
        }
    }

    @Override
    public Optional<Integer> get(String owner, String key) {
        Lru<String, Integer> own = byOwner.get(owner);
        Optional<Integer> found = Optional.ofNullable(own == null ? null : own.get(key));
        found.ifPresent(hit -> hits.merge(owner, 1L, Long::sum));
        return found;
    }

    @Override
    public List<String> forgotten() {
        return List.copyOf(forgotten);
    }

    @Override
    public String describe() {
        return byOwner + ", hits " + hits + ", forgotten " + forgotten;
    }
}
