package events;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.LinkedList;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

public final class EventLogServer extends EventLogImmortal {
    private static final int PAGE = 5;

    private final List<Event> events = new ArrayList<>();
    private final List<Event> shown = Collections.unmodifiableList(events);
    private final Collection<Event> counted = Collections.unmodifiableCollection(shown);
    private final Map<String, List<Event>> byTopic = new LinkedHashMap<>();
    private final Map<String, List<Event>> shownByTopic = Collections.unmodifiableMap(byTopic);
    private final NavigableMap<Long, Event> byNumber = Collections.synchronizedNavigableMap(new TreeMap<>());
    private final NavigableMap<Long, Event> shownByNumber = Collections.unmodifiableNavigableMap(byNumber);
    private final Set<String> topics = new LinkedHashSet<>();
    private final Set<String> shownTopics = Collections.unmodifiableSet(topics);
    private final Reader reader = new Reader(shown);
    private List<Event> snapshot = List.of();
    private List<Event> latest = List.of();
    private long last;

    /** Somebody else, who was given a view and keeps it. */
    private static final class Reader {
        private final List<Event> given;

        Reader(List<Event> given) {
            this.given = given;
        }
    }

    @Override
    public void happened(String topic, String text) {
        Event event = new Event(++last, topic, text);
        events.add(event);
        byNumber.put(last, event);
        topics.add(topic);
        List<Event> ofTopic = byTopic.get(topic);
        if (ofTopic == null) {
            byTopic.put(topic, new LinkedList<>(List.of(event)));
        } else {
            ofTopic.add(event);
        }
        latest = List.copyOf(events.subList(Math.max(0, events.size() - 3), events.size())); // a subList can't be kept
        if (events.size() > 60) {
            compact(30);
        }
    }

    @Override
    public List<Event> page(int number) {
        int end = Math.max(0, events.size() - number * PAGE);
        return shown.subList(Math.max(0, end - PAGE), end);
    }

    @Override
    public void snapshot() {
        snapshot = Collections.unmodifiableList(new ArrayList<>(shown));
    }

    @Override
    public void compact(int kept) {
        List<Event> oldest = events.subList(0, Math.max(0, events.size() - kept));
        oldest.forEach(each -> {
            byNumber.remove(each.number());
            List<Event> ofTopic = byTopic.get(each.topic());
            ofTopic.remove(each);
            if (ofTopic.isEmpty()) {
                byTopic.remove(each.topic());
                topics.remove(each.topic());
            }
        });
        oldest.clear();
    }

    @Override
    public Optional<Event> last(String topic) {
        List<Event> ofTopic = shownByTopic.getOrDefault(topic, List.of());
        return ofTopic.isEmpty() ? Optional.empty() : Optional.of(ofTopic.get(ofTopic.size() - 1));
    }

    @Override
    public String describe() {
        String refused = "changed";
        try {
            shown.add(null);
        } catch (UnsupportedOperationException expected) {
            refused = "can't be changed";
        }
        boolean same = reader.given == shown
                && events.stream().allMatch(each -> byNumber.get(each.number()) == each)
                && latest.stream().allMatch(each -> !shown.contains(each) || byNumber.get(each.number()) == each);
        return shown + " " + refused + " " + counted.size() + " " + reader.given.size() + " " + shownByTopic + " "
                + shownByNumber.keySet() + " " + shownTopics + " " + snapshot + " " + latest + " " + same;
    }
}
