package org.ambrosia.runtime.serial;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import org.ambrosia.runtime.api.AmbrosiaException;
import org.junit.jupiter.api.Test;

/** Objects that hold each other, and long chains of them. */
@SuppressWarnings("UnusedVariable") // Fields are read by name.
class CyclicGraphTest {

    /** The customer comes first, so that its set is met while the order has no id yet. */
    static final class Order implements Comparable<Order> {
        private Customer customer;
        private String id;

        Order() {}

        Order(Customer customer, String id) {
            this.customer = customer;
            this.id = id;
            customer.orders.add(this);
            customer.sorted.add(this);
            customer.notes.put(this, "note of " + id);
        }

        @Override
        public boolean equals(Object other) {
            return other instanceof Order order && order.id.equals(id);
        }

        @Override
        public int hashCode() {
            return id.hashCode();
        }

        @Override
        public int compareTo(Order other) {
            return id.compareTo(other.id);
        }
    }

    static final class Customer {
        private final Set<Order> orders = new LinkedHashSet<>();
        private final TreeSet<Order> sorted = new TreeSet<>();
        private final Map<Order, String> notes = new LinkedHashMap<>();
    }

    /** The id comes first. */
    static final class Item {
        private String id;
        private Cart cart;

        @Override
        public boolean equals(Object other) {
            return other instanceof Item item && item.id.equals(id);
        }

        @Override
        public int hashCode() {
            return Objects.hash(id);
        }
    }

    static final class Cart {
        private final Set<Item> items = new LinkedHashSet<>();
    }

    static final class Shop {
        private Order any;
        private Item item;
        private Team team;
    }

    /** A record whose constructor copies a set that its own members are in. */
    record Team(String name, Set<Player> players) {
        Team {
            players = new LinkedHashSet<>(players);
        }
    }

    static final class Player {
        private Team team;
        private String name;

        @Override
        public boolean equals(Object other) {
            return other instanceof Player player && player.name.equals(name);
        }

        @Override
        public int hashCode() {
            return name.hashCode();
        }
    }

    @Test
    void aSetInACycleContainsWhatItHolds() {
        Shop shop = new Shop();
        Customer customer = new Customer();
        shop.any = new Order(customer, "b");
        new Order(customer, "a");
        shop.item = new Item();
        shop.item.id = "x";
        shop.item.cart = new Cart();
        shop.item.cart.items.add(shop.item);

        Shop back = copy(shop);
        Customer again = back.any.customer;
        assertThat(again.orders).hasSize(2).contains(back.any);
        assertThat(again.sorted).extracting(each -> each.id).containsExactly("a", "b");
        assertThat(again.sorted.contains(back.any)).isTrue();
        assertThat(again.notes.get(back.any)).isEqualTo("note of b");
        assertThat(back.item.cart.items.contains(back.item)).isTrue();
    }

    @Test
    void aSetInACycleIsRestoredWhicheverIsReachedFirst() {
        Customer customer = new Customer();
        new Order(customer, "b");
        new Order(customer, "a");
        Customer back = copy(customer);
        assertThat(back.orders).extracting(each -> each.id).containsExactly("b", "a");
        for (Order each : back.orders) {
            assertThat(back.sorted.contains(each)).isTrue();
            assertThat(back.notes).containsKey(each);
            assertThat(each.customer).isSameAs(back);
        }
    }

    @Test
    void aRecordOnTheWayAroundIsCreatedWithWhatItHeld() {
        Player player = new Player();
        player.name = "Ann";
        player.team = new Team("red", Set.of(player));
        Shop shop = new Shop();
        shop.team = player.team;
        Player fromTeam = copy(shop).team.players().iterator().next();
        assertThat(fromTeam.team.players().contains(fromTeam)).isTrue();
        Player back = copy(player);
        assertThat(back.team.name()).isEqualTo("red");
        assertThat(back.team.players()).hasSize(1).contains(back);
    }

    /** Without a constructor that takes nothing. */
    static final class Link {
        private final int number;
        private Link next;

        Link(int number, Link next) {
            this.number = number;
            this.next = next;
        }
    }

    record Pile(int number, Pile below) {}

    @Test
    void aLongChainIsStoredAndLoadedOnAnyStack() throws InterruptedException {
        Link chain = null;
        Pile pile = null;
        Object nested = new ArrayList<>();
        for (int i = 0; i < 100_000; i++) {
            chain = new Link(i, chain);
            pile = new Pile(i, pile);
            nested = new ArrayList<>(List.of(nested));
        }
        Object[] all = {chain, pile, nested};
        Object[] back = new Object[1];
        Thread small = new Thread(null, () -> back[0] = copy(all, Link.class, Pile.class), "small", 1 << 18);
        long classes = loadedClasses();
        small.start();
        small.join();
        assertThat(loadedClasses() - classes).as("classes loaded").isLessThan(2_000);
        Object[] restored = (Object[]) back[0];
        Link link = (Link) restored[0];
        Pile top = (Pile) restored[1];
        Object list = restored[2];
        for (int i = 99_999; i >= 0; i--) {
            assertThat(link.number).isEqualTo(i);
            assertThat(top.number()).isEqualTo(i);
            link = link.next;
            top = top.below();
            list = ((List<?>) list).get(0);
        }
        assertThat(link).isNull();
        assertThat(list).isEqualTo(List.of());
    }

    @Test
    void keysAreNestedAsDeepWhenTheyAreReadAsWhenTheyAreWritten() {
        GraphCodec codec =
                new GraphCodec(List.of(Set.class), Map.of(), false, getClass().getClassLoader(), null);
        Set<Object> fits = new LinkedHashSet<>(List.of(nested(499)));
        byte[] stored = codec.encode(fits);
        assertThat(codec.decode(stored, 0, stored.length)).isEqualTo(fits);
        Set<Object> deeper = new LinkedHashSet<>(List.of(nested(501)));
        assertThatThrownBy(() -> codec.encode(deeper))
                .isInstanceOf(AmbrosiaException.class)
                .hasMessageContaining("500");
    }

    private static Object nested(int depth) {
        Object nested = "deep";
        for (int i = 0; i < depth; i++) {
            nested = new ArrayList<>(List.of(nested));
        }
        return nested;
    }

    private static long loadedClasses() {
        try {
            Class<?> factory = Class.forName("java.lang.management.ManagementFactory");
            Object bean = factory.getMethod("getClassLoadingMXBean").invoke(null);
            return (long) Class.forName("java.lang.management.ClassLoadingMXBean")
                    .getMethod("getTotalLoadedClassCount")
                    .invoke(bean);
        } catch (ReflectiveOperationException missing) {
            throw new IllegalStateException("Run with --add-modules jdk.management", missing);
        }
    }

    @SuppressWarnings("unchecked")
    private static <T> T copy(T value, Class<?>... more) {
        List<Class<?>> roots = new ArrayList<>(List.of(more));
        roots.add(value.getClass());
        GraphCodec codec = new GraphCodec(roots, Map.of(), true, CyclicGraphTest.class.getClassLoader(), null);
        byte[] stored = codec.encode(value);
        T back = (T) codec.decode(stored, 0, stored.length);
        assertThat(codec.encode(back))
                .as("what is restored is stored as the same bytes")
                .isEqualTo(stored);
        return back;
    }
}
