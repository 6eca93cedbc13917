package org.ambrosia.runtime.node;

import java.time.Duration;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import org.ambrosia.runtime.api.AmbrosiaException;
import org.ambrosia.runtime.api.ErrorTag;
import org.ambrosia.runtime.api.Instance;
import org.ambrosia.runtime.api.InstanceStatus;
import org.ambrosia.runtime.api.ReplicaRole;

/** A handle on a node that has a lifetime. */
abstract class LifetimeHandle implements Instance {
    private final StatusWatch watch = new StatusWatch(this);

    /** Returns the node's lifetime. */
    abstract Lifetime lifetime();

    @Override
    public final void awaitServing() throws InterruptedException {
        lifetime().awaitServing();
    }

    @Override
    public final void awaitServing(Duration timeout) throws InterruptedException {
        if (!lifetime().awaitServing(timeout)) {
            InstanceStatus status = status();
            throw new AmbrosiaException(
                    ErrorTag.NOT_SERVING,
                    "The instance does not serve after " + timeout.toMillis() + " ms (instance=" + name() + " role="
                            + status.role().map(ReplicaRole::name).orElse("unknown") + "). "
                            + status.problem().orElse("It recovers, or is not the primary: see ambrosia status."));
        }
    }

    @Override
    public final void onStatus(Consumer<InstanceStatus> listener) {
        watch.add(listener);
    }

    @Override
    public final CompletionStage<Void> termination() {
        return lifetime().termination();
    }

    @Override
    public final void awaitTermination() throws InterruptedException {
        lifetime().awaitEnd();
    }

    @Override
    public final boolean awaitTermination(Duration timeout) throws InterruptedException {
        return lifetime().awaitEnd(timeout);
    }

    @Override
    public void close() {
        lifetime().close();
    }
}
