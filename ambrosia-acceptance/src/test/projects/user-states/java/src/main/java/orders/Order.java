package orders;

import java.util.LinkedHashSet;
import java.util.Set;

final class Order implements Comparable<Order> {
    private Customer customer;
    private final Set<Line> lines = new LinkedHashSet<>();
    private final Long number;

    Order(Customer customer, long number) {
        this.number = number;
        moveTo(customer);
    }

    void moveTo(Customer other) {
        if (customer != null) {
            customer.orders().remove(this);
        }
        customer = other;
        if (other != null) {
            other.orders().add(this);
        }
    }

    Customer customer() {
        return customer;
    }

    Set<Line> lines() {
        return lines;
    }

    @Override
    public int compareTo(Order other) {
        return number.compareTo(other.number);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Order order && order.number.equals(number);
    }

    @Override
    public int hashCode() {
        return number.hashCode();
    }

    @Override
    public String toString() {
        return "#" + number;
    }
}
