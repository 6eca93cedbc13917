package traffic;

import java.util.EnumMap;
import java.util.EnumSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.ambrosia.runtime.Ambrosia;
import org.ambrosia.runtime.Ambrosia.Deployment;
import states.Example;
import states.NaiveImmortal;

public final class TrafficExample extends Example<Traffic> {
    public TrafficExample() {
        super("traffic", Traffic.class, TrafficClient::of);
    }

    @Override
    public Deployment deploy(String instance) {
        return Ambrosia.deploy(instance, TrafficServer::new);
    }

    @Override
    protected Traffic newTwin() {
        return new TrafficServer();
    }

    @Override
    protected Object call(Traffic to, Random random) {
        Day day = Day.values()[random.nextInt(7)];
        switch (random.nextInt(8)) {
            case 0, 1 -> {
                return to.step(day);
            }
            case 2 -> {
                Map<Light, Integer> cars = new EnumMap<>(Light.class);
                cars.put(Light.values()[random.nextInt(3)], random.nextInt(10));
                cars.put(Light.RED, 1);
                Set<Day> days = new LinkedHashSet<>(List.of(day));
                days.add(Day.values()[random.nextInt(7)]);
                to.count(cars, days);
            }
            case 3 -> to.close(random.nextBoolean() ? EnumSet.noneOf(Day.class) : EnumSet.of(day, Day.SUNDAY));
            case 4 -> {
                return to.history();
            }
            case 5, 6 -> to.use(Slot.values()[random.nextInt(70)]);
            default -> to.rule(random.nextBoolean()
                    ? Speed.values()[random.nextInt(2)]
                    : Turn.values()[random.nextInt(2)]);
        }
        return null;
    }

    @Override
    public Map<String, Deployment> naive() {
        return Map.of("traffic-open", Ambrosia.deploy("naive", Open::new));
    }

    private interface Action {
        int act(int value);
    }

    private enum Operator implements Action {
        PLUS {
            @Override
            public int act(int value) {
                return value + 1;
            }
        }
    }

    private static final class Open extends NaiveImmortal {
        private Action action = Operator.PLUS;
        private int value;

        @Override
        public void call() {
            value = action.act(value);
        }
    }
}
