package events;

import java.util.List;
import java.util.Optional;
import org.ambrosia.annotations.Immortal;
import states.Described;

@Immortal
public interface EventLog extends Described {
    void happened(String topic, String text);

    /** Returns the events of a page, the latest page being 0. */
    List<Event> page(int number);

    /** Keeps what is shown now, whatever happens later. */
    void snapshot();

    /** Forgets the oldest events. */
    void compact(int kept);

    /** Returns the last event of a topic. */
    Optional<Event> last(String topic);
}
