package org.ambrosia.runtime.node;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.ambrosia.runtime.api.CallerConfig;
import org.ambrosia.runtime.binding.OutsideCalls;
import org.ambrosia.runtime.core.ApplicationEvent;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** An outside caller's conversation with an instance, which fails. */
@Timeout(60)
class CallerSessionTest {
    @TempDir
    private Path directory;

    @Test
    void everyThreadThatAsksLearnsThatCallsAreLost() {
        CallerConfig config =
                CallerConfig.builder().registryDirectory(directory).build();
        try (CallerNode node = CallerNode.start(config)) {
            CallerSession session = new CallerSession(node, "server", config);
            OutsideCalls calls = session.calls();
            calls.endFork(calls.beginFork("server", 7));
            // Whatever fails the session: here a checkpoint for which nobody has asked.
            session.on(new ApplicationEvent.Checkpoint(new byte[0]));
            assertThat(session.durable()).isCompletedExceptionally();
            assertThat(session.durable()).as("the second thread").isCompletedExceptionally();
        }
    }
}
