package people;

import java.util.List;
import java.util.Optional;
import org.ambrosia.annotations.Immortal;
import states.Described;

@Immortal
public interface People extends Described {
    void hire(UserId id, String name, Role role);

    /** Returns whether there was one. */
    boolean dismiss(UserId id);

    void start(Project project);

    void join(String project, UserId id);

    Page<User> page(int number);

    Optional<Project> project(String name);

    List<UserId> in(Role role);
}
