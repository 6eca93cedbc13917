package orders;

import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.NavigableSet;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

public final class ShopServer extends ShopImmortal {
    private static final int KEPT = 20;

    private final Map<Line, Integer> changes = new LinkedHashMap<>();
    private final Map<String, Customer> customers = new LinkedHashMap<>();
    private final NavigableSet<Order> open = new TreeSet<>();
    private final Set<Line> largest = new LinkedHashSet<>();
    private long last;

    @Override
    public long place(String email, List<Item> items) {
        Order order = new Order(customers.computeIfAbsent(email, Customer::new), ++last);
        open.add(order);
        items.forEach(each -> add(order, each));
        if (open.size() > KEPT) {
            remove(open.first());
        }
        return last;
    }

    private void add(Order order, Item item) {
        Line line = line(order, item.product());
        if (line == null) {
            line = new Line(order, item.product());
            order.lines().add(line);
        }
        line.add(item.quantity());
        changes.merge(line, 1, Integer::sum);
        if (item.quantity() > 7) {
            largest.add(line);
        }
    }

    private static Line line(Order order, String product) {
        return order.lines().stream()
                .filter(each -> each.product().equals(product))
                .findFirst()
                .orElse(null);
    }

    private Order order(long number) {
        Order order = open.ceiling(new Order(null, number));
        if (order == null || !order.equals(new Order(null, number))) {
            throw new IllegalArgumentException("no order #" + number);
        }
        return order;
    }

    @Override
    public void add(long number, Item item) {
        add(order(number), item);
    }

    @Override
    public boolean remove(long number, String product) {
        Order order = order(number);
        Line line = new Line(order, product);
        largest.remove(line);
        changes.remove(line);
        return order.lines().remove(line);
    }

    @Override
    public void cancel(long number) {
        remove(order(number));
    }

    private void remove(Order order) {
        open.remove(order);
        order.moveTo(null);
        order.lines().forEach(changes::remove);
        largest.removeAll(order.lines());
    }

    @Override
    public void move(long number, String email) {
        order(number).moveTo(customers.computeIfAbsent(email, Customer::new));
    }

    @Override
    public String describe() {
        return customers.values().stream().map(this::describe).collect(Collectors.joining("; "))
                + "; open " + open + ", largest " + largest + ", changes " + changes;
    }

    private String describe(Customer customer) {
        boolean same = customers.get(customer.toString()) == customer;
        StringBuilder text = new StringBuilder(customer + (same ? "" : " is another") + ": ");
        for (Order order : customer.orders()) {
            text.append(order).append(order.lines());
            text.append(order.customer() == customer ? "" : " of another customer");
            text.append(customer.orders().contains(order) && open.contains(order) ? "" : " is not found");
            for (Line line : order.lines()) {
                text.append(line.order() == order ? "" : " has a line of another order");
                text.append(order.lines().contains(line) && changes.containsKey(line) ? "" : " has a lost line");
                text.append(largest.contains(line) ? " with much of " + line.product() : "");
            }
            text.append(' ');
        }
        return text.toString();
    }
}
