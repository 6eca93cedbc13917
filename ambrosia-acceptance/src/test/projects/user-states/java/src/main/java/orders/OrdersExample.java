package orders;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.ambrosia.runtime.Ambrosia;
import org.ambrosia.runtime.Ambrosia.Deployment;
import states.Example;
import states.NaiveImmortal;

public final class OrdersExample extends Example<Shop> {
    private static final int NUMBERS = 60;

    public OrdersExample() {
        super("orders", Shop.class, ShopClient::of);
    }

    @Override
    public Deployment deploy(String instance) {
        return Ambrosia.deploy(instance, ShopServer::new);
    }

    @Override
    protected Shop newTwin() {
        return new ShopServer();
    }

    @Override
    protected Object call(Shop to, Random random) {
        String email = word(random) + "@example.com";
        long number = 1 + random.nextInt(NUMBERS);
        switch (random.nextInt(8)) {
            case 0, 1 -> {
                List<Item> items = new ArrayList<>();
                for (int i = random.nextInt(5); i > 0; i--) {
                    items.add(new Item(word(random), 1 + random.nextInt(9)));
                }
                return to.place(email, items);
            }
            case 2, 3 -> to.add(number, new Item(word(random), 1 + random.nextInt(9)));
            case 4, 5 -> {
                return to.remove(number, word(random));
            }
            case 6 -> to.cancel(number);
            default -> to.move(number, email);
        }
        return null;
    }

    @Override
    public Map<String, Deployment> naive() {
        return Map.of("orders-hash-set", Ambrosia.deploy("naive", Hashed::new));
    }

    private static final class Parent {
        private final Set<Parent> children = new HashSet<>();
    }

    private static final class Hashed extends NaiveImmortal {
        private final Parent root = new Parent();

        @Override
        public void call() {
            root.children.add(new Parent());
        }
    }
}
