package caches;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;

public final class CatalogServer extends CatalogImmortal {
    private final Index index = new Index();
    private final Set<Product> repriced = new LinkedHashSet<>();
    private final transient Map<String, List<String>> cheapest = new ConcurrentHashMap<>(); // any class may be transient
    private transient Map<String, List<Product>> byCategory; // built when it is asked for
    private transient Comparator<Product> byPrice = Comparator.comparing(Product::cents).thenComparing(Product::name);

    @Override
    public void add(String name, String category, long cents) {
        remove(name);
        index.byName().put(name, new Product(name, category, cents));
        changed(name, category);
    }

    @Override
    public void reprice(String name, long cents) {
        Product found = index.byName().get(name);
        if (found == null) {
            throw new IllegalArgumentException("no " + name);
        }
        found.reprice(cents);
        repriced.add(found);
        changed(name, found.category());
    }

    @Override
    public void remove(String name) {
        Product gone = index.byName().remove(name);
        if (gone != null) {
            repriced.remove(gone);
            changed(name, gone.category());
        }
    }

    private void changed(String name, String category) {
        index.changed(name);
        cheapest.remove(category);
        byCategory = null;
    }

    @Override
    public List<String> cheapest(String category) {
        return cheapest.computeIfAbsent(category, none -> products(category).stream()
                .sorted(byPrice)
                .map(Product::label)
                .toList());
    }

    private List<Product> products(String category) {
        if (byCategory == null) {
            byCategory = new LinkedHashMap<>();
            index.byName().values().forEach(each -> byCategory
                    .computeIfAbsent(each.category(), none -> new ArrayList<>())
                    .add(each));
        }
        return byCategory.getOrDefault(category, List.of());
    }

    @Override
    public long price(List<String> names) {
        return names.stream().mapToLong(index::price).sum();
    }

    @Override
    public String describe() {
        return index.byName().values().stream()
                        .map(each -> each.label() + (repriced.contains(each) ? " now" : "")
                                + cheapest(each.category()).indexOf(each.label()) + " " + index.price(each.name()))
                        .collect(Collectors.joining(", "))
                + ", repriced " + repriced.stream().map(Product::name).toList();
    }
}
