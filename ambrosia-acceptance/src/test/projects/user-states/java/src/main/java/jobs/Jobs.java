package jobs;

import java.util.List;
import java.util.Optional;
import org.ambrosia.annotations.Immortal;
import states.Described;

@Immortal
public interface Jobs extends Described {
    void submit(Job job);

    /** Returns the job that is done next, and takes it out of its queue. */
    Optional<Job> next(String queue);

    /** Returns the first jobs by the time at which they are due, without taking them. */
    List<Job> due(int count);

    void postpone(String name, int days);
}
