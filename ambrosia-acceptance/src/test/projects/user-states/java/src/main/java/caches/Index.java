package caches;

import java.util.LinkedHashMap;
import java.util.Map;

/** Has a constructor without parameters, which gives its transient fields their initial values after a recovery, too. */
final class Index {
    private final Map<String, Product> byName = new LinkedHashMap<>();
    private final transient Map<String, Long> prices = new LinkedHashMap<>();

    Map<String, Product> byName() {
        return byName;
    }

    /** The price, of which is remembered what was asked for. */
    long price(String name) {
        return prices.computeIfAbsent(name, this::find);
    }

    private long find(String name) {
        Product found = byName.get(name);
        return found == null ? 0 : found.cents();
    }

    void changed(String name) {
        prices.remove(name);
    }
}
