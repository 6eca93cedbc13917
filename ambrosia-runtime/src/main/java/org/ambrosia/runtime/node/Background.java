package org.ambrosia.runtime.node;

import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Consumer;
import org.ambrosia.runtime.api.AmbrosiaException;
import org.ambrosia.runtime.api.ErrorTag;
import org.ambrosia.runtime.core.driver.Lane;

/**
 * The lane for work that may take long. No thread waits for it: checkpoints are read and stored
 * there. May be used from any thread.
 */
final class Background implements Lane {
    private final String instance;
    private final Executor thread;
    private final Consumer<AmbrosiaException> failed;

    /**
     * Creates a lane.
     *
     * @param thread does one piece of work after the other, until it rejects them
     * @param failed receives the reason why work has failed; the instance can't continue after that
     */
    Background(String instance, Executor thread, Consumer<AmbrosiaException> failed) {
        this.instance = instance;
        this.thread = thread;
        this.failed = failed;
    }

    @Override
    public void add(Runnable work) {
        try {
            thread.execute(() -> {
                try {
                    work.run();
                } catch (AmbrosiaException reason) {
                    failed.accept(reason);
                } catch (RuntimeException | Error reason) {
                    failed.accept(new AmbrosiaException(
                            ErrorTag.INTERNAL_ERROR,
                            "Work with the log failed (instance=" + instance + "): " + reason
                                    + ". If memory was short, give the process more than the state takes.",
                            reason));
                }
            });
        } catch (RejectedExecutionException ending) {
            // The instance ends.
        }
    }
}
