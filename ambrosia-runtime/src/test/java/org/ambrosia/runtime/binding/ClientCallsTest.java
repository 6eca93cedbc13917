package org.ambrosia.runtime.binding;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.lang.ref.WeakReference;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.ambrosia.runtime.api.AmbrosiaException;
import org.ambrosia.runtime.api.DeterminismException;
import org.ambrosia.runtime.api.ErrorTag;
import org.ambrosia.runtime.codegen.ArgumentWriter;
import org.ambrosia.runtime.codegen.CallContext;
import org.ambrosia.runtime.protocol.CallLayout;
import org.ambrosia.runtime.protocol.Encoder;
import org.ambrosia.runtime.protocol.MessageType;
import org.junit.jupiter.api.Test;

class ClientCallsTest {
    private final SentCalls sent = new SentCalls();

    @Test
    void whoIsNotUsedAnyMoreIsNotKeptByTheThreadThatCalled() {
        WeakReference<ClientCalls> gone = new WeakReference<>(called());
        await().atMost(Duration.ofMinutes(1)).until(() -> {
            System.gc();
            return gone.get() == null;
        });
    }

    @Test
    void aProxyIsOnlyAValueOutside() {
        CallContext values = calls().ofValues();
        assertThatThrownBy(() -> values.beginFork("other", 7))
                .isInstanceOfSatisfying(
                        DeterminismException.class,
                        refused -> assertThat(refused.tag()).isEqualTo(ErrorTag.CALL_OUTSIDE_HANDLER))
                .hasMessageContaining("\"other\"", "XClient.of");
    }

    @Test
    void aThreadThatIsInterruptedWhileItWaitsLearnsThatTheCallStaysMade() {
        ClientCalls calls = calls();
        ArgumentWriter call = calls.beginWaiting(CalledByClient.of(calls, "server"), 7);
        Thread.currentThread().interrupt();
        assertThatThrownBy(() -> calls.await(calls.endAsync(call)))
                .isInstanceOfSatisfying(
                        AmbrosiaException.class,
                        interrupted -> assertThat(interrupted.tag()).isEqualTo(ErrorTag.CALL_INTERRUPTED));
        assertThat(Thread.interrupted()).isTrue();
        assertThat(sent.destinations).containsExactly("server");
    }

    @Test
    void aCallHasTheTimeOfItsClient() {
        ClientCalls calls = calls();
        CalledByClient client = CalledByClient.of(calls, "server");
        List<CompletableFuture<?>> awaited = List.of(
                calls.endAsync(calls.beginAsync(client, 7)),
                calls.endAsync(calls.beginAsync(client.within(Duration.ofHours(1)), 7)),
                calls.endAsync(calls.beginAsync(client.within(Duration.ZERO), 7)));
        long now = System.nanoTime();
        long configured = Duration.ofMinutes(1).toNanos();

        calls.abandonLate(now + configured + configured, configured, nanos -> new IllegalStateException("" + nanos));
        assertThat(awaited).filteredOn(CompletableFuture::isDone).hasSize(1);
        calls.abandonLate(now + 120 * configured, configured, nanos -> new IllegalStateException("" + nanos));
        assertThat(awaited).filteredOn(CompletableFuture::isDone).hasSize(2);
    }

    /** An instance may call it as often as it likes, though it can't answer. */
    @Test
    void callsOfAClientAreLoggedAFewTimes() {
        ClientCalls calls = calls();
        Encoder message = new Encoder(8).zz32(2).u8(MessageType.RPC).u8(CallLayout.REQUEST);
        try (LogLines lines = new LogLines(ClientCalls.class)) {
            for (int i = 0; i < 100; i++) {
                calls.answered(message.array(), 0, message.length());
            }
            assertThat(lines.messages()).hasSizeBetween(1, 10);
        }
    }

    private ClientCalls called() {
        ClientCalls calls = calls();
        calls.endFork(calls.beginFork(CalledByClient.of(calls, "server"), 7));
        return calls;
    }

    private ClientCalls calls() {
        return new ClientCalls("server", "~1", sent, context -> null, 1 << 10);
    }
}
