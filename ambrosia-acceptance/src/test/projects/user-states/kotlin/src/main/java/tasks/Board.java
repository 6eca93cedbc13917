package tasks;

import java.util.List;
import java.util.Map;
import kotlin.Pair;
import org.ambrosia.annotations.Immortal;
import states.Described;

/** In Java, with Kotlin's classes as arguments and results. */
@Immortal
public interface Board extends Described {
    void add(Task task);

    Task move(long id, Status status);

    void assign(long id, Person owner);

    List<Task> tagged(String tag);

    Map<Person, Integer> load();

    Pair<Task, Status> latest();
}
