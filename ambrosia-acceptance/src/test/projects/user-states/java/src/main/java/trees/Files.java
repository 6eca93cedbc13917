package trees;

import java.util.List;
import java.util.Optional;
import org.ambrosia.annotations.Immortal;
import states.Described;

@Immortal
public interface Files extends Described {
    void put(List<String> path, Node node);

    Optional<Node> find(List<String> path);

    /** Returns how many nodes there are, those that are linked counted once. */
    int count();

    boolean undo();

    void link(List<String> path, List<String> target);

    Change<Node> last();
}
