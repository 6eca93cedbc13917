package org.ambrosia.runtime.node;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.concurrent.CompletionStage;
import org.ambrosia.runtime.api.ClientConfig;
import org.ambrosia.runtime.binding.CalledByClient;
import org.ambrosia.runtime.binding.ClientCalls;
import org.ambrosia.runtime.core.ApplicationEvent;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A client's conversation with an instance, which fails. */
@Timeout(60)
class ClientSessionTest {
    @TempDir
    private Path directory;

    @Test
    void everyThreadThatAsksLearnsThatCallsAreLost() {
        ClientConfig config =
                ClientConfig.builder().registryDirectory(directory).build();
        try (ClientNode node = ClientNode.start(config)) {
            ClientSession session = new ClientSession(node, "server", config);
            ClientCalls calls = session.calls();
            CompletionStage<Void> fork = calls.endFork(calls.beginFork(CalledByClient.of(calls, "server"), 7));
            // Whatever fails the session: here a checkpoint for which nobody has asked.
            session.on(new ApplicationEvent.Checkpoint(new byte[0]));
            assertThat(session.durable()).isCompletedExceptionally();
            assertThat(session.durable()).as("the second thread").isCompletedExceptionally();
            assertThat(fork.toCompletableFuture()).as("the call itself").isCompletedExceptionally();
        }
    }
}
