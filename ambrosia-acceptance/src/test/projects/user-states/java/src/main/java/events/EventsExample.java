package events;

import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.ambrosia.runtime.Ambrosia;
import org.ambrosia.runtime.Ambrosia.Deployment;
import states.Example;
import states.NaiveImmortal;

public final class EventsExample extends Example<EventLog> {
    public EventsExample() {
        super("events", EventLog.class, EventLogClient::of);
    }

    @Override
    public Deployment deploy(String instance) {
        return Ambrosia.deploy(instance, EventLogServer::new);
    }

    @Override
    protected EventLog newTwin() {
        return new EventLogServer();
    }

    @Override
    protected Object call(EventLog to, Random random) {
        switch (random.nextInt(20)) {
            case 0 -> to.snapshot();
            case 1 -> to.compact(random.nextInt(40));
            case 2, 3 -> {
                return to.page(random.nextInt(4));
            }
            case 4, 5 -> {
                return to.last(word(random));
            }
            default -> to.happened(word(random), word(random));
        }
        return null;
    }

    @Override
    public Map<String, Deployment> naive() {
        return Map.of(
                "events-sub-list", Ambrosia.deploy("naive", SubList::new),
                "events-values", Ambrosia.deploy("naive", Values::new));
    }

    private static final class SubList extends NaiveImmortal {
        private final List<String> events = new ArrayList<>();
        private List<String> recent = events.subList(0, 0);

        @Override
        public void call() {
            events.add("event");
            recent = events.subList(0, 1);
        }
    }

    private static final class Values extends NaiveImmortal {
        private final Map<String, String> events = new LinkedHashMap<>();
        private final Collection<String> shown = events.values();

        @Override
        public void call() {
            events.put("event", String.valueOf(shown.size()));
        }
    }
}
