package org.ambrosia.runtime.serial;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import org.ambrosia.runtime.thread.TappedLog;
import org.junit.jupiter.api.Test;

/** Fields that a sender names and this build does not have are said in the log, but can't fill it. */
@SuppressWarnings("UnusedVariable") // Fields are read by name.
class UnknownFieldsTest {
    private static final int MESSAGES = 100;

    static final class Before {
        static final class Cart {
            private final String owner = "Ann";
            private final String wishes = "a bell";
            private final int items = 3;

            Cart() {}
        }
    }

    static final class Latest {
        static final class Cart {
            private final String owner = "";

            Cart() {}
        }
    }

    private final List<String> lines = new CopyOnWriteArrayList<>();

    @Test
    void messagesWithFieldsThatThisBuildDoesNotHaveAreLoggedAFewTimes() {
        byte[] stored = codec(Before.Cart.class).encode(new Before.Cart());
        byte[] received = new String(stored, StandardCharsets.ISO_8859_1)
                .replace("$Before$", "$Latest$")
                .getBytes(StandardCharsets.ISO_8859_1);
        try (TappedLog tapped = new TappedLog(FieldsShape.class.getName(), lines::add)) {
            assertThat(tapped).isNotNull();
            for (int i = 0; i < MESSAGES; i++) {
                Object cart = codec(Latest.Cart.class).decode(received, 0, received.length);
                assertThat(cart).isInstanceOf(Latest.Cart.class);
            }
        }
        assertThat(lines)
                .hasSizeBetween(1, 10)
                .allSatisfy(each -> assertThat(each)
                        .contains("Latest$Cart")
                        .contains("wishes")
                        .contains("items"));
    }

    private static GraphCodec codec(Class<?> root) {
        return new GraphCodec(List.of(root), Map.of(), false, UnknownFieldsTest.class.getClassLoader(), null);
    }
}
