package org.ambrosia.runtime.serial;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.ReentrantLock;
import org.ambrosia.runtime.api.StateException;
import org.junit.jupiter.api.Test;

/** What can't be stored is refused as early as types allow, by the fields that lead to it and a way that works. */
@SuppressWarnings({"UnusedVariable", "ImmutableEnumChecker"}) // Fields are read by name; what changes is refused.
class RefusedTypesTest {

    static class Repository<T> {
        protected final Map<String, T> byId = new LinkedHashMap<>();
        protected final List<List<T>> pages = new ArrayList<>();
        protected T[] recent;
    }

    static final class User {
        private final String name;

        User(String name) {
            this.name = name;
        }
    }

    static class Named<A, B extends Comparable<B>> extends Repository<B> {
        private A first;
    }

    static final class Users extends Repository<User> {}

    record Key(String text) implements Comparable<Key> {
        @Override
        public int compareTo(Key other) {
            return text.compareTo(other.text);
        }
    }

    static final class Keys extends Named<User, Key> {}

    @Test
    void typeArgumentsOfSuperclassesAreReachable() {
        Users users = new Users();
        users.byId.put("a", new User("Ann"));
        users.recent = new User[] {users.byId.get("a")};
        Users back = (Users) copy(users);
        assertThat(back.byId.get("a").name).isEqualTo("Ann");
        assertThat(back.recent[0]).isSameAs(back.byId.get("a"));
        Keys keys = new Keys();
        keys.byId.put("k", new Key("k"));
        assertThat(((Keys) copy(keys)).byId).containsValue(new Key("k"));
    }

    static class Accounts extends LinkedHashMap<String, Integer> {
        private static final long serialVersionUID = 1L;
        private int limit;
    }

    static final class Bank {
        private Vault vault;
    }

    static final class Vault {
        private List<Accounts> accounts;
    }

    @Test
    void aSubclassOfAContainerIsRefusedWithAWayThatWorks() {
        assertThatThrownBy(() -> codec(Bank.class))
                .isInstanceOf(StateException.class)
                .hasMessageContaining("Bank.vault")
                .hasMessageContaining("Vault.accounts")
                .hasMessageContaining("Accounts")
                .hasMessageContaining("in a field")
                .hasMessageNotContaining("java.base");
    }

    enum Level {
        LOW,
        HIGH;

        private long seen;
    }

    enum Form {
        ROUND {
            private int turns;
        },
        SQUARE
    }

    static final class Meter {
        private Level level;
    }

    static final class Sheet {
        private Form form;
    }

    /** Constants are made by each process for itself. */
    @Test
    void anEnumWhoseConstantsChangeIsRefused() {
        assertThatThrownBy(() -> codec(Meter.class))
                .hasMessageContaining("Meter.level")
                .hasMessageContaining("\"seen\"")
                .hasMessageContaining("EnumMap");
        assertThatThrownBy(() -> codec(Sheet.class))
                .hasMessageContaining("Sheet.form")
                .hasMessageContaining("\"turns\"");
    }

    static final class Draft {
        private StringBuilder text;
    }

    static final class Worker {
        private Thread thread;
    }

    /** What is data can be kept another way; what belongs to a process can't. */
    @Test
    void theAdviceSaysWhatToKeepInstead() {
        assertThatThrownBy(() -> codec(Draft.class))
                .hasMessageContaining("a String for a StringBuilder")
                .hasMessageNotContaining("transient");
        assertThatThrownBy(() -> codec(Worker.class))
                .hasMessageContaining("belongs to one process")
                .hasMessageContaining("in a replay");
    }

    static final class Inventory {
        private Shelf shelf;
    }

    static final class Shelf {
        private HashMap<String, Integer> counts;
    }

    static final class Jobs {
        private ReentrantLock lock;
    }

    static final class Counter {
        private AtomicInteger count;
    }

    static final class Registry {
        private ConcurrentHashMap<String, String> entries;
    }

    @Test
    void declaredTypesAreRefusedBeforeThereIsAValue() {
        assertThatThrownBy(() -> codec(Inventory.class))
                .hasMessageContaining("Inventory.shelf")
                .hasMessageContaining("Shelf.counts")
                .hasMessageContaining("java.util.HashMap")
                .hasMessageContaining("LinkedHashMap");
        assertThatThrownBy(() -> codec(Jobs.class))
                .hasMessageContaining("Jobs.lock")
                .hasMessageContaining("synchronized");
        assertThatThrownBy(() -> codec(Counter.class))
                .hasMessageContaining("Counter.count")
                .hasMessageContaining("plain type");
        assertThatThrownBy(() -> codec(Registry.class))
                .hasMessageContaining("Registry.entries")
                .hasMessageContaining("LinkedHashMap");
        GraphCodec arguments = new GraphCodec(
                List.of(Inventory.class), Map.of(), false, getClass().getClassLoader(), null);
        assertThat(arguments.encode(new Inventory())).isNotEmpty();
    }

    static final class Server {
        private final Map<String, Object> carts = new LinkedHashMap<>();
    }

    static final class Cart {
        private final List<Object> items = new ArrayList<>();
    }

    @Test
    void aValueIsRefusedByTheFieldsThatLeadToIt() {
        IdentityHashMap<Object, String> expected = new IdentityHashMap<>();
        expected.put(new HashMap<>(Map.of(1, 1)), "LinkedHashMap");
        expected.put(new ArrayList<>(List.of(1, 2, 3)).subList(0, 1), "new ArrayList<>(view)");
        expected.put(new LinkedHashMap<>(Map.of(1, 1)).keySet(), "Store that container itself");
        expected.put(new TreeMap<>(Map.of(1, 1)).headMap(1), "Store that container itself");
        expected.put(new TreeMap<Integer, Integer>(Comparator.comparing(each -> -each)), "implements Comparator");
        expected.put((Runnable) () -> {}, "named class");
        expected.put(new ReentrantLock(), "no lock is needed");
        expected.put(
                new LinkedHashMap<String, String>() {
                    private static final long serialVersionUID = 1L;

                    @Override
                    protected boolean removeEldestEntry(Map.Entry<String, String> eldest) {
                        return size() > 3;
                    }
                },
                "in a field");
        expected.put(new IllegalStateException("x"), "Keep its message");
        expected.put(new User("Ann"), "storing(…)");
        expected.forEach((value, advice) -> {
            Server server = new Server();
            Cart cart = new Cart();
            server.carts.put("a", 1);
            server.carts.put("b", cart);
            cart.items.add(value);
            assertThatThrownBy(() -> codec(Server.class, Cart.class).encode(server))
                    .as("%s", value.getClass())
                    .isInstanceOf(StateException.class)
                    .hasMessageContaining("Server.carts.value[1].items[0]")
                    .hasMessageContaining(
                            value instanceof TreeMap
                                    ? "comparator()"
                                    : value.getClass().getName())
                    .hasMessageContaining(advice)
                    .hasMessageNotContaining("java.base");
        });
    }

    private interface Action {}

    private enum Operator implements Action {
        PLUS {
            @Override
            public String toString() {
                return "+";
            }
        },
        MINUS
    }

    @Test
    void aConstantIsRefusedByTheNameOfItsEnumWhichCanBeRegistered() {
        for (Operator each : Operator.values()) {
            Server server = new Server();
            server.carts.put("a", each);
            assertThatThrownBy(() -> codec(Server.class).encode(server))
                    .hasMessageContaining("Server.carts.value[0] is a " + Operator.class.getName() + ",")
                    .hasMessageContaining("storing(…)");
            GraphCodec codec = codec(Server.class, Operator.class);
            byte[] stored = codec.encode(server);
            assertThat(((Server) codec.decode(stored, 0, stored.length)).carts).containsEntry("a", each);
        }
    }

    static final class Store {
        private final List<Rack> shelves = new ArrayList<>();
    }

    static final class Rack {
        private final String name;
        private final transient Map<String, Integer> counts = new LinkedHashMap<>();

        Rack(String name) {
            this.name = name;
        }
    }

    static final class Drawer {
        private final transient Map<String, Integer> counts = new LinkedHashMap<>();
    }

    @Test
    void aTransientFieldThatNothingCanFillAfterARecoveryIsRefused() {
        assertThatThrownBy(() -> codec(Store.class))
                .isInstanceOf(StateException.class)
                .hasMessageContaining("Store.shelves")
                .hasMessageContaining("Rack, which can't be stored")
                .hasMessageContaining("\"counts\"")
                .hasMessageContaining("without parameters");
        assertThat(((Drawer) copy(new Drawer())).counts).isEmpty();
    }

    @Test
    void arraysOfDeclaredTypesAreStored() {
        Server server = new Server();
        server.carts.put("a", Arrays.asList(new User("Ann"), new User("Bob")));
        server.carts.put("b", new User[][] {{new User("Cid")}, null});
        server.carts.put("c", new int[][] {{1}, {2, 3}});
        server.carts.put("d", Arrays.asList(1, 2.5));
        GraphCodec codec = codec(Server.class, User.class);
        byte[] stored = codec.encode(server);
        Server back = (Server) codec.decode(stored, 0, stored.length);
        assertThat(back.carts.get("a"))
                .asInstanceOf(org.assertj.core.api.InstanceOfAssertFactories.LIST)
                .hasSize(2);
        assertThat(((User[][]) back.carts.get("b"))[0][0].name).isEqualTo("Cid");
        assertThat((int[][]) back.carts.get("c")).isDeepEqualTo(new int[][] {{1}, {2, 3}});
        assertThat(back.carts.get("d")).isEqualTo(Arrays.asList(1, 2.5));
    }

    private static Object copy(Object value) {
        GraphCodec codec = codec(value.getClass());
        byte[] stored = codec.encode(value);
        return codec.decode(stored, 0, stored.length);
    }

    private static GraphCodec codec(Class<?>... roots) {
        return new GraphCodec(List.of(roots), Map.of(), true, RefusedTypesTest.class.getClassLoader(), null);
    }
}
