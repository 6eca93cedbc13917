package orders;

import java.util.Objects;

/** Known by its order and the product, as a row with a key of two columns is: its hash code asks the order for its own. */
final class Line {
    private final Order order;
    private final String product;
    private int quantity;

    Line(Order order, String product) {
        this.order = order;
        this.product = product;
    }

    void add(int more) {
        quantity += more;
    }

    Order order() {
        return order;
    }

    String product() {
        return product;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Line line && line.order.equals(order) && line.product.equals(product);
    }

    @Override
    public int hashCode() {
        return Objects.hash(order, product);
    }

    @Override
    public String toString() {
        return quantity + " " + product;
    }
}
