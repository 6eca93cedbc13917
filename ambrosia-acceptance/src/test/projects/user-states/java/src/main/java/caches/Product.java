package caches;

/** Has no constructor without parameters, so that after a recovery its transient fields are null or zero: they are filled when asked for. */
final class Product {
    private final String name;
    private final String category;
    private long cents;
    private transient String label;
    private transient int hash;

    Product(String name, String category, long cents) {
        this.name = name;
        this.category = category;
        this.cents = cents;
    }

    String name() {
        return name;
    }

    String category() {
        return category;
    }

    long cents() {
        return cents;
    }

    void reprice(long now) {
        cents = now;
        label = null;
    }

    String label() {
        if (label == null) {
            label = name + " for " + cents / 100 + "." + cents % 100;
        }
        return label;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Product product && product.name.equals(name);
    }

    @Override
    public int hashCode() {
        if (hash == 0) {
            hash = name.hashCode();
        }
        return hash;
    }
}
