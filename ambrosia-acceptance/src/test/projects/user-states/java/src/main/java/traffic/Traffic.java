package traffic;

import java.util.List;
import java.util.Map;
import java.util.Set;
import org.ambrosia.annotations.Immortal;
import states.Described;

@Immortal
public interface Traffic extends Described {
    /** Returns what the light shows now. */
    Light step(Day day);

    void count(Map<Light, Integer> cars, Set<Day> days);

    void close(Set<Day> days);

    List<Light> history();

    void use(Slot slot);

    void rule(Rule rule);
}
