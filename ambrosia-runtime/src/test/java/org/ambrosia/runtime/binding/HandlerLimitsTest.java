package org.ambrosia.runtime.binding;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.ambrosia.runtime.api.AmbrosiaException;
import org.ambrosia.runtime.api.ErrorTag;
import org.ambrosia.runtime.protocol.CallLayout;
import org.ambrosia.runtime.protocol.Decoder;
import org.ambrosia.runtime.protocol.Encoder;
import org.junit.jupiter.api.Test;

/** What is too large or too deep for an instance: a handler learns it at the call, and the instance serves on, or ends and says which call it was. */
class HandlerLimitsTest {
    private static final int LIMIT = 2_000;

    private final Scripted immortal = new Scripted();
    private final BindingDriver bank = BindingDriver.started(immortal, LIMIT);

    @Test
    void aResultThatIsTooLargeIsAnsweredWithAFailureAndTheInstanceServesOn() {
        immortal.onCall(1, (arguments, result) -> {
            result.writeString("x".repeat(LIMIT));
            return true;
        });
        immortal.on(2, () -> immortal.seen.add("served"));

        bank.async("client", 5, 1);
        bank.fork(2);

        Decoder failure = failureOf(bank.lastSent());
        assertThat(failure.string()).isEqualTo(AmbrosiaException.class.getName());
        assertThat(failure.u8()).isEqualTo(1);
        assertThat(failure.string()).contains("MessageTooLarge").contains("2000");
        assertThat(immortal.seen).containsExactly("served");
    }

    @Test
    void aCallThatIsTooLargeIsAnExceptionToItsHandlerAtThatPlace() {
        immortal.on(1, () -> {
            assertThatThrownBy(() -> immortal.fork("server", 7, "x".repeat(LIMIT)))
                    .isInstanceOf(AmbrosiaException.class)
                    .hasMessageContaining("MessageTooLarge");
            assertThatThrownBy(() -> immortal.callAsync("server", 7, "x".repeat(LIMIT)))
                    .hasMessageContaining("MessageTooLarge");
            immortal.fork("server", 7, "small");
        });
        bank.fork(1);
        assertThat(bank.sent).hasSize(1);
        assertThat(bank.lastSent().forkedText()).isEqualTo("small");
    }

    @Test
    void aFailureThatAHandlerDoesNotCatchIsAFailedHandlerLikeAnyOther() {
        immortal.on(1, () -> immortal.fork("server", 7, "x".repeat(LIMIT)));
        immortal.on(2, () -> immortal.seen.add("served"));
        bank.fork(1);
        bank.fork(2);
        assertThat(immortal.seen).containsExactly("served");
    }

    @Test
    void replayUsesTheLimitUnderWhichTheLogWasWritten() {
        byte[] checkpoint = bank.takeCheckpoint();
        Scripted later = new Scripted();
        BindingDriver replaying = BindingDriver.restored(later, checkpoint, 100 * LIMIT);
        later.on(1, () -> later.fork("server", 7, "x".repeat(LIMIT)));
        replaying.fork(1);
        assertThat(replaying.sent).isEmpty();
    }

    @Test
    void anotherLimitIsLoggedAndHoldsFromThereOn() {
        byte[] checkpoint = bank.takeCheckpoint();
        Scripted later = new Scripted();
        BindingDriver raised = BindingDriver.restored(later, checkpoint, 100 * LIMIT);
        later.on(1, () -> later.fork("server", 7, "x".repeat(LIMIT)));
        raised.binding.becomePrimary();
        assertThat(raised.limits).containsExactly(100 * LIMIT);
        raised.fork(1);
        assertThat(raised.sent).isEmpty();
        raised.execute(new Encoder(8).u8(107).zz32(100 * LIMIT));
        raised.fork(1);
        assertThat(raised.sent).hasSize(1);

        BindingDriver restarted = BindingDriver.restored(new Scripted(), raised.takeCheckpoint(), 100 * LIMIT);
        restarted.binding.becomePrimary();
        assertThat(restarted.limits).isEmpty();
    }

    @Test
    void anEndlessCallIsRefusedWhileItIsWritten() {
        immortal.onCall(1, (arguments, result) -> {
            for (long i = 0; i < 1L << 40; i++) {
                result.writeLong(i);
            }
            return true;
        });
        bank.async("client", 5, 1);
        assertThat(failureOf(bank.lastSent()).string()).isEqualTo(AmbrosiaException.class.getName());
    }

    @Test
    void aHandlerThatRecursesTooDeeplyEndsTheReplicaWithAnErrorThatNamesTheCall() {
        immortal.on(1, HandlerLimitsTest::recurse);
        assertThatThrownBy(() -> bank.fork(1))
                .isInstanceOf(AmbrosiaException.class)
                .hasMessageContaining("record " + bank.lastSequence())
                .hasMessageContaining("void one()")
                .hasMessageContaining("ambrosia skip -i bank --record " + bank.lastSequence() + " --call 0");
    }

    @Test
    void anErrorOfTheVirtualMachineThatAnotherExceptionCarriesEndsTheReplicaToo() {
        immortal.on(1, () -> {
            throw new IllegalStateException(new ExceptionInInitializerError(new OutOfMemoryError("heap")));
        });
        assertThatThrownBy(() -> bank.fork(1)).hasMessageContaining("--call 0");
    }

    /** The machine's own, as of a mapped file that was cut off; they don't come at the same place in each replica. */
    @Test
    void anInternalErrorOfTheVirtualMachineEndsTheReplicaWithAnErrorThatNamesTheCall() {
        immortal.on(1, () -> {
            throw new IllegalStateException(new InternalError("a fault occurred"));
        });
        assertThatThrownBy(() -> bank.fork(1))
                .isInstanceOfSatisfying(
                        AmbrosiaException.class,
                        ended -> assertThat(ended.tag()).isEqualTo(ErrorTag.HANDLER_EXHAUSTED))
                .hasMessageContaining("error of the virtual machine (java.lang.InternalError")
                .hasMessageContaining("ambrosia skip -i bank --record " + bank.lastSequence() + " --call 0");
    }

    private static Decoder failureOf(BindingDriver.Sent reply) {
        assertThat(reply.kind()).isEqualTo(CallLayout.FAILURE);
        return reply.reply();
    }

    @SuppressWarnings("InfiniteRecursion")
    private static void recurse() {
        recurse();
    }
}
