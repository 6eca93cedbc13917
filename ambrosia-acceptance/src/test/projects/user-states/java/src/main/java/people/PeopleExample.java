package people;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Random;
import java.util.function.Function;
import org.ambrosia.runtime.Ambrosia;
import org.ambrosia.runtime.Ambrosia.Deployment;
import states.Example;
import states.NaiveImmortal;

public final class PeopleExample extends Example<People> {
    public PeopleExample() {
        super("people", People.class, PeopleClient::of);
    }

    @Override
    public Deployment deploy(String instance) {
        return Ambrosia.deploy(instance, PeopleServer::new).storing(Projects.class);
    }

    @Override
    protected People newTwin() {
        return new PeopleServer();
    }

    @Override
    protected Object call(People to, Random random) {
        UserId id = new UserId(word(random).substring(0, 1), random.nextInt(3));
        Role role = Role.values()[random.nextInt(3)];
        switch (random.nextInt(12)) {
            case 0, 1, 2, 3 -> to.hire(id, word(random), role);
            case 4 -> {
                return to.dismiss(id);
            }
            case 5 -> to.start(new Project(word(random)));
            case 6, 7 -> to.join(word(random), id);
            case 8 -> {
                return to.page(random.nextInt(4));
            }
            case 9, 10 -> {
                return to.project(word(random));
            }
            default -> {
                return to.in(role);
            }
        }
        return null;
    }

    @Override
    public Map<String, Deployment> naive() {
        return Map.of(
                "people-function", Ambrosia.deploy("naive", Functions::new),
                "people-abstract", Ambrosia.deploy("naive", PeopleServer::new));
    }

    private static final class Table<K, V> {
        private final Map<K, V> rows = new LinkedHashMap<>();
        private final Function<V, K> key;

        Table(Function<V, K> key) {
            this.key = key;
        }

        void save(V row) {
            rows.put(key.apply(row), row);
        }
    }

    private static final class Functions extends NaiveImmortal {
        private final Table<UserId, User> users = new Table<>(User::id);

        @Override
        public void call() {
            users.save(new User(new UserId("a", 1), "Ann", Role.TESTER));
        }
    }
}
