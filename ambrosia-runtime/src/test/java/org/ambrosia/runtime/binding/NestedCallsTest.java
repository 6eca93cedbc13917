package org.ambrosia.runtime.binding;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import java.util.ArrayList;
import java.util.List;
import java.util.function.LongConsumer;
import org.ambrosia.runtime.codegen.ArgumentWriter;
import org.ambrosia.runtime.codegen.ObjectCodec;
import org.junit.jupiter.api.Test;

/** Code of a user's may run while a call's arguments are encoded, and call. */
class NestedCallsTest {
    private final Scripted immortal = new Scripted();
    private final BindingDriver bank = BindingDriver.started(immortal, 1 << 16);

    @Test
    void aCallThatIsMadeWhileAnotherIsWrittenTakesNoneOfItsBytes() {
        immortal.on(1, () -> {
            ArgumentWriter outer = immortal.calls().beginFork("server", 7);
            immortal.fork("other", 8, "inner");
            outer.writeString("outer");
            immortal.calls().endFork(outer);
        });
        bank.fork(1);
        assertThat(bank.sent)
                .extracting(BindingDriver.Sent::destination, BindingDriver.Sent::forkedText)
                .containsExactly(tuple("other", "inner"), tuple("server", "outer"));
    }

    @Test
    void bothOfTwoNestedCallsGetTheirOwnResult() {
        immortal.on(1, () -> {
            Scripted.Target server = immortal.target("server");
            ArgumentWriter outer = immortal.calls().beginAsync(server, 7);
            immortal.callAsync("other", 8, "inner");
            outer.writeString("outer");
            immortal.calls()
                    .<String>endAsync(outer)
                    .onResult(immortal::onResult)
                    .onFailure(immortal::onFailure);
        });
        bank.fork(1);
        bank.value("server", 1, "of outer");
        bank.value("other", 2, "of inner");
        assertThat(immortal.seen).containsExactly("result of outer", "result of inner");
    }

    @Test
    void aCallBehindOneWhoseEncodingFailedIsWhole() {
        immortal.on(1, () -> {
            ArgumentWriter failing = immortal.calls().beginFork("server", 7);
            assertThatThrownBy(() -> failing.writeString("\ud83d")).hasMessageContaining("surrogate");
            immortal.fork("server", 7, "next");
        });
        bank.fork(1);
        assertThat(bank.lastSent().forkedText()).isEqualTo("next");
    }

    @Test
    void anObjectThatIsEncodedWhileAnotherIsGetsACodecOfItsOwn() {
        Scripted calling = new Scripted();
        List<Notebook> codecs = new ArrayList<>();
        BindingDriver driver = new BindingDriver(
                calling,
                context -> {
                    codecs.add(new Notebook());
                    return codecs.get(codecs.size() - 1);
                },
                1 << 16);
        driver.start();
        calling.on(1, () -> {
            ArgumentWriter outer = calling.calls().beginFork("server", 7);
            outer.writeObject(
                    (Runnable) () -> {
                        ArgumentWriter inner = calling.calls().beginFork("other", 8);
                        inner.writeObject((Runnable) () -> {}, Runnable.class);
                        calling.calls().endFork(inner);
                    },
                    Runnable.class);
            calling.calls().endFork(outer);
        });
        driver.fork(1);
        assertThat(driver.sent).hasSize(2);
        assertThat(codecs).hasSize(2).noneMatch(each -> each.wasUsedTwiceAtOnce);
    }

    /** Runs the objects that it encodes. */
    private static final class Notebook implements ObjectCodec {
        private boolean used;
        private boolean wasUsedTwiceAtOnce;

        @Override
        public byte[] encode(Object value, Class<?> declared, Class<?>... contents) {
            wasUsedTwiceAtOnce |= used;
            used = true;
            ((Runnable) value).run();
            used = false;
            return new byte[] {1};
        }

        @Override
        public byte[] encodeState(Object root) {
            return new byte[0];
        }

        @Override
        public <T> T decodeState(byte[] bytes, int offset, int length, Class<T> rootType) {
            throw new UnsupportedOperationException();
        }

        @Override
        public void verifyState(byte[] bytes, int offset, int length, Class<?> rootType) {
            throw new UnsupportedOperationException();
        }

        @Override
        public <T> T decode(
                byte[] bytes, int offset, int length, LongConsumer heap, Class<T> declared, Class<?>... contents) {
            throw new UnsupportedOperationException();
        }
    }
}
