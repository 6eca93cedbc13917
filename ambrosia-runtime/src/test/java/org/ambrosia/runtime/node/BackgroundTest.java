package org.ambrosia.runtime.node;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.ambrosia.runtime.api.AmbrosiaException;
import org.ambrosia.runtime.api.ErrorTag;
import org.junit.jupiter.api.Test;

class BackgroundTest {
    private final List<AmbrosiaException> failures = new ArrayList<>();

    /** The executor is shut down before the writer, which adds work, has come to the end of its own. */
    @Test
    void workThatComesWhileTheInstanceEndsIsNoFailure() {
        ExecutorService ended = Executors.newSingleThreadExecutor();
        ended.shutdown();
        Background background = new Background("one", ended, failures::add);
        assertThatCode(() -> background.add(() -> {})).doesNotThrowAnyException();
        assertThat(failures).isEmpty();
    }

    @Test
    void workThatFailsEndsTheInstance() {
        Background background = new Background("one", Runnable::run, failures::add);
        AmbrosiaException own = new AmbrosiaException(ErrorTag.LOG_UNAVAILABLE, "damaged");
        background.add(() -> {
            throw own;
        });
        background.add(() -> {
            throw new OutOfMemoryError("wanted");
        });
        assertThat(failures).hasSize(2).first().isSameAs(own);
        assertThat(failures.get(1)).hasMessageContaining("InternalError").hasMessageContaining("instance=one");
    }
}
