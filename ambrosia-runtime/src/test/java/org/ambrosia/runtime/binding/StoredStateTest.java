package org.ambrosia.runtime.binding;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.reflect.Proxy;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.List;
import org.ambrosia.runtime.api.CallFailedException;
import org.ambrosia.runtime.codegen.ArgumentReader;
import org.ambrosia.runtime.codegen.CallContext;
import org.ambrosia.runtime.codegen.Dispatcher;
import org.ambrosia.runtime.codegen.ImmortalBase;
import org.ambrosia.runtime.codegen.ProxyBase;
import org.ambrosia.runtime.serial.KryoCodec;
import org.junit.jupiter.api.Test;

/** The bytes of a checkpoint's state, which must not depend on where the runtime has its classes. */
@SuppressWarnings("UnusedVariable") // Fields are read by name.
class StoredStateTest {

    static final class Counter extends ImmortalBase {
        private int count = 3;

        void failed(CallFailedException why) {
            count = -1;
        }

        @Override
        protected Dispatcher dispatcher() {
            return null;
        }
    }

    static final class CounterProxy extends ProxyBase {
        public CounterProxy(CallContext context, String instance) {
            super(context, instance);
        }

        @Override
        protected Object decodeResult(int methodId, ArgumentReader reply) {
            return null;
        }
    }

    private final CallContext context = (CallContext) Proxy.newProxyInstance(
            CallContext.class.getClassLoader(), new Class<?>[] {CallContext.class}, (self, method, arguments) -> null);

    private byte[] stored() {
        Counter counter = new Counter();
        BindingState state = new BindingState(counter, 1 << 16);
        state.calls().use(new CallbackMethods(counter));
        state.start();
        OpenCall call = state.calls().open(state.calls().takeCallId(), new CounterProxy(context, "peer"), 7);
        call.onFailure(counter::failed);
        call.fail(new CallFailedException("a.B", "message", "stack"));
        return new KryoCodec(counter, List.of(), context).encodeState(state);
    }

    @Test
    void noClassOfTheRuntimeIsNamed() {
        assertThat(new String(stored(), StandardCharsets.ISO_8859_1))
                .contains("StoredStateTest$Counter")
                .doesNotContain("runtime.binding.Binding")
                .doesNotContain("runtime.binding.Open")
                .doesNotContain("runtime.binding.StoredCallback")
                .doesNotContain("runtime.codegen")
                .doesNotContain("runtime.api");
    }

    @Test
    void theBytesOfAStateNeverChange() {
        assertThat(HexFormat.of().formatHex(stored())).isEqualTo(GOLDEN);
    }

    private static final String GOLDEN =
            "025a00000009640a0b01000001006503000000660c0d010000000000000033010006020e2a00670b010000000000"
                    + "00000f07000000001001001168706565f2691201000000130b612ec26d6573736167e573746163eb016661696c65"
                    + "e46a0000616d62726f7369612f53746174e504696d6d6f727461ec616d62726f7369612f496d6d6f727461ec6361"
                    + "6c6cf3616d62726f7369612f4f70656e43616c6cf3737461727465e4626f6f6c6561ee6d61784d65737361676542"
                    + "797465f3696ef400b56f72672e616d62726f7369612e72756e74696d652e62696e64696e672e53746f7265645374"
                    + "6174655465737424436f756e74657201636f756ef4696ef400616d62726f7369612f4f70656e43616c6cf3036279"
                    + "49e4b56a6176612e7574696c2e547265654d61703c6a6176612e6c616e672e4c6f6e672c20616d62726f7369612f"
                    + "4f70656e43616c6c3e72656164f9a86a6176612e7574696c2e417272617944657175653c616d62726f7369612f4f"
                    + "70656e43616c6c3e6c61737443616c6c49e46c6f6ee700616d62726f7369612f4f70656e43616cec096f776e65f2"
                    + "616d62726f7369612f4f70656e43616c6cf363616c6c49e46c6f6ee770726f78f9616d62726f7369612f50726f78"
                    + "f96d6574686f6449e4696ef46f6e526573756cf4616d62726f7369612f43616c6c626163eb6f6e4661696c7572e5"
                    + "616d62726f7369612f43616c6c626163eb646f6ee5626f6f6c6561ee726573756cf46a6176612e6c616e672e4f62"
                    + "6a6563f46661696c7572e5616d62726f7369612f52656d6f7465457863657074696fee04ba6f72672e616d62726f"
                    + "7369612e72756e74696d652e62696e64696e672e53746f72656453746174655465737424436f756e74657250726f"
                    + "78790000616d62726f7369612f43616c6c626163eb036d6574686fe46a6176612e6c616e672e537472696ee77061"
                    + "72616d65746572f3696ef4617267756d656e74f36a6176612e6c616e672e4f626a6563745bdd036a6176612e6c61"
                    + "6e672e4f626a6563745bdd00";
}
