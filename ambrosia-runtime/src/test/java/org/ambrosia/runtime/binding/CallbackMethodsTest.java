package org.ambrosia.runtime.binding;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.Serializable;
import org.ambrosia.runtime.api.DeterminismException;
import org.ambrosia.runtime.api.Promise;
import org.ambrosia.runtime.codegen.Dispatcher;
import org.ambrosia.runtime.codegen.ImmortalBase;
import org.junit.jupiter.api.Test;

class CallbackMethodsTest {
    @Test
    void aCallbackOfAnotherObjectIsRefusedThoughItsPlaceInTheCodeIsKnown() {
        Counter counter = new Counter();
        CallbackMethods methods = new CallbackMethods(counter);
        assertThat(methods.store(reference(counter), 1).method()).isEqualTo("onReply");
        assertThat(methods.store(reference(counter), 1).method()).isEqualTo("onReply");
        assertThatThrownBy(() -> methods.store(reference(new Counter()), 1))
                .isInstanceOf(DeterminismException.class)
                .hasMessageContaining("must be a method of the immortal itself")
                .hasMessageContaining("Counter::onReply");
    }

    /** One place in the code. */
    private static Serializable reference(Counter target) {
        Promise.Callback1<String> callback = target::onReply;
        return callback;
    }

    private static final class Counter extends ImmortalBase {
        void onReply(String reply) {
            assertThat(reply).isNotNull();
        }

        @Override
        protected Dispatcher dispatcher() {
            throw new IllegalStateException("Nothing is called");
        }
    }
}
