package traffic;

import java.util.ArrayDeque;
import java.util.Collections;
import java.util.Deque;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

public final class TrafficServer extends TrafficImmortal {
    private final EnumMap<Day, EnumMap<Light, Integer>> cars = new EnumMap<>(Day.class);
    private final Map<Light, Deque<Day>> shownOn = new EnumMap<>(Light.class);
    private final Map<Light, Deque<Day>> view = Collections.unmodifiableMap(shownOn);
    private final Set<Day> closed = EnumSet.noneOf(Day.class);
    private final EnumSet<Slot> free = EnumSet.allOf(Slot.class);
    private Set<Slot> used = EnumSet.complementOf(free);
    private final Map<Rule, Integer> fines = new LinkedHashMap<>();
    private final Map<Day, Integer> nothing = new EnumMap<>(Day.class);
    private Light light = Light.RED;
    private Rule rule = Speed.TOWN;

    @Override
    public Light step(Day day) {
        if (closed.contains(day)) {
            throw new IllegalStateException("closed on " + day);
        }
        light = light.next();
        Deque<Day> days = shownOn.computeIfAbsent(light, none -> new ArrayDeque<>());
        days.addLast(day);
        if (days.size() > 3) {
            days.removeFirst();
        }
        return light;
    }

    @Override
    public void count(Map<Light, Integer> counted, Set<Day> days) {
        for (Day day : days) { // in the order of the sender
            EnumMap<Light, Integer> ofDay = cars.computeIfAbsent(day, none -> new EnumMap<>(Light.class));
            counted.forEach((each, number) -> ofDay.merge(each, number, Integer::sum));
        }
        if (cars.size() == Day.values().length) {
            cars.remove(days.iterator().next());
        }
    }

    @Override
    public void close(Set<Day> days) {
        closed.clear();
        closed.addAll(days);
    }

    @Override
    public List<Light> history() {
        return List.copyOf(view.keySet());
    }

    @Override
    public void use(Slot slot) {
        if (!free.remove(slot)) {
            free.add(slot);
        }
        used = EnumSet.complementOf(free);
    }

    @Override
    public void rule(Rule now) {
        rule = now;
        fines.merge(now, now.costs(used.size()), Integer::sum);
    }

    @Override
    public String describe() {
        nothing.put(Day.SUNDAY, 1);
        nothing.clear();
        return cars + " " + view + " " + closed + " " + EnumSet.complementOf((EnumSet<Day>) closed) + " " + used + " "
                + free.size() + " " + light + light.next() + " " + rule + rule.costs(3) + " " + fines + nothing + " "
                + (cars.values().stream().allMatch(each -> each.getClass() == EnumMap.class)) + (light == Light.RED);
    }
}
