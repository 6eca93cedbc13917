package org.ambrosia.runtime.node;

import java.time.Duration;
import org.ambrosia.runtime.api.InstanceHandle;

/** A handle on what has a lifetime. */
abstract class LifetimeHandle implements InstanceHandle {
    /** What begins and ends. */
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
