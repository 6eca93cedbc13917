package org.ambrosia.runtime.binding;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.ambrosia.runtime.protocol.Encoder;

/** Takes a client's calls, and counts them. */
final class SentCalls implements ClientCalls.Port {
    /** The destinations of the calls so far. */
    final List<String> destinations = new ArrayList<>();

    @Override
    public void send(String answeredAs, String destination, Encoder body) {
        destinations.add(destination);
    }

    @Override
    public CompletionStage<Void> sendFork(String destination, Encoder body) {
        destinations.add(destination);
        return CompletableFuture.completedFuture(null);
    }
}
