package lru;

import java.util.List;
import java.util.Optional;
import org.ambrosia.annotations.Immortal;
import states.Described;

@Immortal
public interface Cache extends Described {
    void put(String owner, String key, int value);

    /** Returns what is kept for a key, which is then the last to be forgotten. */
    Optional<Integer> get(String owner, String key);

    /** Returns what was forgotten last, the latest first. */
    List<String> forgotten();
}
