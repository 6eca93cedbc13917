package org.ambrosia.runtime.binding;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.logging.LogRecord;
import org.ambrosia.runtime.protocol.CallLayout;
import org.ambrosia.runtime.protocol.Decoder;
import org.ambrosia.runtime.protocol.Encoder;
import org.ambrosia.runtime.protocol.MessageType;
import org.junit.jupiter.api.Test;

/** A handler that never returns keeps all other calls waiting, which must not go on without a word. */
class HandlerWatchTest {
    private static final long SECOND = 1_000_000_000;

    private final Scripted immortal = new Scripted();
    private final BindingDriver bank = new BindingDriver(immortal, 1 << 16);
    private final HandlerWatch watch = bank.binding.watch();
    private final List<String> problems = new ArrayList<>();

    /** As many seconds pass while a handler runs. */
    private void pass(int fromSecond, int toSecond) {
        for (int second = fromSecond; second <= toSecond; second++) {
            watch.look(second * SECOND);
        }
        problems.add(watch.problem().orElse("none"));
    }

    @Test
    void aCallThatExecutesForLongIsAProblemUntilItReturns() {
        immortal.on(1, () -> pass(0, 9));
        immortal.on(2, () -> pass(10, 20));
        bank.start();
        try (LogLines log = new LogLines(HandlerWatch.class)) {
            bank.fork(1);
            assertThat(problems).containsExactly("none");
            bank.fork(2);
            String named = "instance=bank record " + bank.lastSequence() + " call 0 \"void two()\"";
            String skip = "ambrosia skip -i bank --record " + bank.lastSequence() + " --call 0";
            assertThat(problems.get(1))
                    .startsWith("[Ambrosia/HandlerSlow] A call has been executing since ")
                    .contains(named, "jstack " + ProcessHandle.current().pid())
                    .endsWith(skip);
            assertThat(log.messages()).hasSize(1);
            assertThat(log.messages().get(0))
                    .startsWith("[Ambrosia/HandlerSlow] A call has been executing for 10 s, and")
                    .contains(named)
                    .endsWith(skip);
            pass(21, 22);
            assertThat(problems.get(2)).isEqualTo("none");
            assertThat(log.messages()).hasSize(2);
            assertThat(log.messages().get(1)).contains("has returned after 11 s", named);
        }
    }

    @Test
    void aCallThatNeverReturnsIsToldOfEverLessOften() {
        immortal.on(1, () -> pass(0, 1000));
        bank.start();
        try (LogLines log = new LogLines(HandlerWatch.class)) {
            bank.fork(1);
            assertThat(log.warnings())
                    .extracting(LogRecord::getMessage)
                    .extracting(each -> each.replaceAll(".* for (.*? s),.*", "$1"))
                    .containsExactly("10 s", "70 s", "140 s", "280 s", "560 s");
        }
    }

    /** Busy is not slow. */
    @Test
    void callsOneAfterTheOtherAreNoProblem() {
        immortal.on(1, () -> pass(problems.size(), problems.size()));
        bank.start();
        for (int i = 0; i < 30; i++) {
            bank.fork(1);
        }
        assertThat(problems).hasSize(30).containsOnly("none");
    }

    @Test
    void aCallbackThatExecutesForLongIsNamed() {
        immortal.on(1, () -> immortal.callAsync("other", 1, "x"));
        immortal.last = () -> pass(0, 11);
        bank.start();
        bank.fork(1);
        bank.value("other", callId(bank.lastSent()), "done");
        assertThat(problems).hasSize(1);
        assertThat(problems.get(0)).contains("record " + bank.lastSequence() + " call 0 callback onResult");
    }

    /** An application may wait there for a key. */
    @Test
    void aFirstStartThatTakesItsTimeIsNoProblem() {
        immortal.first = () -> pass(0, 100);
        bank.start();
        assertThat(problems).containsExactly("none");
    }

    /** What was held back for a schema is executed in the middle of the message that brings it. */
    @Test
    void aCallThatWasHeldBackIsNamedByItsOwnPlace() {
        immortal.on(2, () -> pass(0, 11));
        bank.start();
        Encoder record = new Encoder(64);
        for (int methodId : List.of(3, 2)) {
            Encoder call = new Encoder(16)
                    .u8(MessageType.RPC)
                    .u8(CallLayout.REQUEST)
                    .zz32(methodId)
                    .u8(CallLayout.FORK);
            record.zz32(call.length()).bytes(call.array(), 0, call.length());
        }
        bank.binding.execute(700, record.array(), 0, record.length());
        assertThat(problems).isEmpty();
        bank.fork(1);
        assertThat(problems).hasSize(1);
        assertThat(problems.get(0)).contains("record 700 call 1 \"void two()\"");
        pass(12, 30);
        assertThat(problems.get(1)).isEqualTo("none");
    }

    private static long callId(BindingDriver.Sent call) {
        Decoder in = new Decoder(call.body());
        assertThat(in.u8()).isEqualTo(CallLayout.REQUEST);
        in.zz32();
        in.u8();
        in.string();
        return in.zz64();
    }
}
