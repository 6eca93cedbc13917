package lru;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Random;
import org.ambrosia.runtime.Ambrosia;
import org.ambrosia.runtime.Ambrosia.Deployment;
import states.Example;
import states.NaiveImmortal;

public final class LruExample extends Example<Cache> {
    public LruExample() {
        super("lru", Cache.class, CacheClient::of);
    }

    @Override
    public Deployment deploy(String instance) {
        return Ambrosia.deploy(instance, LruCache::new);
    }

    @Override
    protected Cache newTwin() {
        return new LruCache();
    }

    @Override
    protected Object call(Cache to, Random random) {
        String owner = word(random).substring(0, 1 + random.nextInt(2));
        switch (random.nextInt(5)) {
            case 0, 1 -> to.put(owner, word(random), random.nextInt(100));
            case 2, 3 -> {
                return to.get(owner, word(random));
            }
            default -> {
                return to.forgotten();
            }
        }
        return null;
    }

    @Override
    public Map<String, Deployment> naive() {
        return Map.of(
                "lru-anonymous", Ambrosia.deploy("naive", Anonymous::new),
                "lru-subclass", Ambrosia.deploy("naive", Subclass::new));
    }

    private static final class Anonymous extends NaiveImmortal {
        private final Map<String, Integer> entries = new LinkedHashMap<>(16, 0.75f, true) {
            private static final long serialVersionUID = 1L;

            @Override
            protected boolean removeEldestEntry(Map.Entry<String, Integer> eldest) {
                return size() > 5;
            }
        };

        @Override
        public void call() {
            entries.put("one", 1);
        }
    }

    private static final class Newest<K, V> extends LinkedHashMap<K, V> {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<K, V> eldest) {
            return size() > 5;
        }
    }

    private static final class Subclass extends NaiveImmortal {
        private Newest<String, Integer> entries;

        @Override
        public void call() {
            entries = new Newest<>();
        }
    }
}
