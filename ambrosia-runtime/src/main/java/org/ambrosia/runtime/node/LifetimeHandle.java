package org.ambrosia.runtime.node;

import java.time.Duration;
import org.ambrosia.runtime.api.InstanceHandle;

/** A handle on a node that has a lifetime. */
abstract class LifetimeHandle implements InstanceHandle {
    /** Returns the node's lifetime. */
    abstract Lifetime lifetime();

    @Override
    public final void awaitServing() throws InterruptedException {
        lifetime().awaitServing();
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
