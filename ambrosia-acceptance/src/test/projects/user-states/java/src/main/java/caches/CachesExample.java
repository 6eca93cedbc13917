package caches;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.ambrosia.runtime.Ambrosia;
import org.ambrosia.runtime.Ambrosia.Deployment;
import states.Example;
import states.NaiveImmortal;

public final class CachesExample extends Example<Catalog> {
    public CachesExample() {
        super("caches", Catalog.class, CatalogClient::of);
    }

    @Override
    public Deployment deploy(String instance) {
        return Ambrosia.deploy(instance, CatalogServer::new);
    }

    @Override
    protected Catalog newTwin() {
        return new CatalogServer();
    }

    @Override
    protected Object call(Catalog to, Random random) {
        switch (random.nextInt(8)) {
            case 0, 1 -> to.add(word(random), word(random).substring(0, 1), random.nextInt(1000));
            case 2, 3 -> to.reprice(word(random), random.nextInt(1000));
            case 4 -> to.remove(word(random));
            case 5, 6 -> {
                return to.cheapest(word(random).substring(0, 1));
            }
            default -> {
                return to.price(List.of(word(random), word(random), word(random)));
            }
        }
        return null;
    }

    @Override
    public Map<String, Deployment> naive() {
        return Map.of("caches-final", Ambrosia.deploy("naive", Final::new));
    }

    private static final class Shelf {
        private final String name;
        private final transient Map<String, Integer> counts = new LinkedHashMap<>(); // null after a recovery, for good

        Shelf(String name) {
            this.name = name;
        }

        void count() {
            counts.merge(name, 1, Integer::sum);
        }
    }

    private static final class Final extends NaiveImmortal {
        private Shelf shelf;

        @Override
        public void call() {
            shelf = new Shelf("new");
            shelf.count();
        }
    }
}
