package org.ambrosia.runtime.binding;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.lang.ref.WeakReference;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.ambrosia.runtime.protocol.CallLayout;
import org.ambrosia.runtime.protocol.Encoder;
import org.ambrosia.runtime.protocol.MessageType;
import org.junit.jupiter.api.Test;

class OutsideCallsTest {
    private final List<String> sent = new ArrayList<>();

    @Test
    void whoIsNotUsedAnyMoreIsNotKeptByTheThreadThatCalled() {
        WeakReference<OutsideCalls> gone = new WeakReference<>(called());
        await().atMost(Duration.ofMinutes(1)).until(() -> {
            System.gc();
            return gone.get() == null;
        });
    }

    @Test
    void callsToAnotherInstanceGoThroughWhatIsForThat() {
        OutsideCalls other = calls("other", null);
        OutsideCalls calls = calls("server", other);
        calls.endFork(calls.beginFork("other", 7));
        calls.endFork(calls.beginFork("server", 8));
        assertThat(sent).containsExactly("~other other", "~server server");
    }

    /** An instance may call it as often as it likes, though it can't answer. */
    @Test
    void callsOfAnOutsideCallerAreLoggedAFewTimes() {
        OutsideCalls calls = calls("server", null);
        Encoder message = new Encoder(8).zz32(2).u8(MessageType.RPC).u8(CallLayout.REQUEST);
        try (LogLines lines = new LogLines(OutsideCalls.class)) {
            for (int i = 0; i < 100; i++) {
                calls.answered(message.array(), 0, message.length());
            }
            assertThat(lines.messages()).hasSizeBetween(1, 10);
        }
    }

    private OutsideCalls called() {
        OutsideCalls calls = calls("server", null);
        calls.endFork(calls.beginFork("server", 7));
        return calls;
    }

    private OutsideCalls calls(String instance, OutsideCalls others) {
        return new OutsideCalls(
                instance,
                "~" + instance,
                (String answeredAs, String destination, Encoder body) -> sent.add("~" + instance + " " + destination),
                name -> others,
                context -> null,
                1 << 10);
    }
}
