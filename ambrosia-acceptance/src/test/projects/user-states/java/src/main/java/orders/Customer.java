package orders;

import java.util.LinkedHashSet;
import java.util.Set;

final class Customer {
    private final Set<Order> orders = new LinkedHashSet<>(); // back from Order.customer
    private final String email;

    Customer(String email) {
        this.email = email;
    }

    Set<Order> orders() {
        return orders;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Customer customer && customer.email.equals(email);
    }

    @Override
    public int hashCode() {
        return email.hashCode();
    }

    @Override
    public String toString() {
        return email;
    }
}
