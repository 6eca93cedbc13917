package states;

import org.ambrosia.annotations.Immortal;

/** What is deployed to see that its state is refused. */
@Immortal
public interface Naive {
    void call();
}
