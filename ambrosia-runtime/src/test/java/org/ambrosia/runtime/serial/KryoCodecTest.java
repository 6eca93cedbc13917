package org.ambrosia.runtime.serial;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.lang.reflect.Proxy;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.ambrosia.runtime.api.ErrorTag;
import org.ambrosia.runtime.api.StateException;
import org.ambrosia.runtime.codegen.CallContext;
import org.ambrosia.runtime.codegen.Dispatcher;
import org.ambrosia.runtime.codegen.ImmortalBase;
import org.junit.jupiter.api.Test;

/** The state of an immortal, which is filled when it is loaded. */
@SuppressWarnings("UnusedVariable") // Fields are read by name.
class KryoCodecTest {

    abstract static class Base extends ImmortalBase {
        @Override
        protected Dispatcher dispatcher() {
            return null;
        }
    }

    static final class Shop extends Base {
        private final List<String> items = new ArrayList<>();
        private transient Map<String, Integer> index;
        private final transient Map<String, Integer> eager = new LinkedHashMap<>();
        private transient int lookups = 1;
        private transient int[] buckets = {0, 0};
        private final transient ConcurrentLinkedQueue<String> shared = new ConcurrentLinkedQueue<>();
    }

    @Test
    void aSecondRestoreKeepsNothingThatWasNotStored() {
        Shop shop = new Shop();
        KryoCodec codec = new KryoCodec(shop, List.of(), null);
        byte[] stored = codec.encodeState(shop);
        shop.items.add("a");
        shop.index = Map.of("a", 0);
        shop.eager.put("a", 0);
        shop.lookups = 7;
        shop.buckets[1] = 1;
        shop.shared.add("a");
        int[] buckets = shop.buckets;
        assertThat(codec.decodeState(stored, 0, stored.length, Shop.class)).isSameAs(shop);
        assertThat(shop.items).isEmpty();
        assertThat(shop.index).isNull();
        assertThat(shop.eager).isEmpty();
        assertThat(shop.lookups).isEqualTo(1);
        assertThat(shop.buckets).isSameAs(buckets).containsExactly(0, 0);
        assertThat(shop.shared).containsExactly("a");
    }

    static final class Before {
        static final class Account extends Base {
            private String owner = "Ann";
        }
    }

    static final class Latest {
        static final class Account extends Base {
            private String owner = "nobody";
            private List<String> wishes = new ArrayList<>(List.of("initial"));
            private int limit = 5;
        }
    }

    @Test
    void aFieldThatIsNewHasItsInitialValueInAnImmortalThatHasRun() {
        Before.Account before = new Before.Account();
        byte[] stored = new KryoCodec(before, List.of(), null).encodeState(before);
        stored = replaced(stored, Before.class.getName(), Latest.class.getName());
        Latest.Account account = new Latest.Account();
        KryoCodec codec = new KryoCodec(account, List.of(), null);
        account.wishes.add("of an earlier replay");
        account.limit = 99;
        codec.decodeState(stored, 0, stored.length, Latest.Account.class);
        assertThat(account.owner).isEqualTo("Ann");
        assertThat(account.wishes).containsExactly("initial");
        assertThat(account.limit).isEqualTo(5);
    }

    static final class Counting extends Base {
        private final Map<String, Integer> counts = new HashMap<>();
    }

    static final class Working extends Base {
        private Tools tools;
    }

    static final class Tools {
        private Thread worker;
    }

    @Test
    void whatCantBeStoredIsRefusedWhenTheInstanceIsDeployed() {
        assertThatThrownBy(() -> new KryoCodec(new Counting(), List.of(), null))
                .isInstanceOfSatisfying(
                        StateException.class,
                        refused -> assertThat(refused.tag()).isEqualTo(ErrorTag.CLASS_NOT_STORABLE))
                .hasMessageContaining("Counting.counts")
                .hasMessageContaining("LinkedHashMap");
        assertThatThrownBy(() -> new KryoCodec(new Working(), List.of(), null))
                .isInstanceOf(StateException.class)
                .hasMessageContaining("Working.tools")
                .hasMessageContaining("Tools.worker")
                .hasMessageContaining("onBecomingPrimary");
    }

    @Test
    void aCodecForArgumentsDoesNotLookAtAnImmortalThatHasRun() {
        Counting counting = new Counting();
        ImmortalBase.Access.bind(counting, (CallContext) Proxy.newProxyInstance(
                CallContext.class.getClassLoader(), new Class<?>[] {CallContext.class}, (self, method, none) -> null));
        KryoCodec codec = new KryoCodec(counting, List.of(), null);
        byte[] stored = codec.encode(List.of("a"), List.class);
        Object back = codec.decode(stored, 0, stored.length, heap -> {}, List.class);
        assertThat(back).isEqualTo(List.of("a"));
    }

    private static byte[] replaced(byte[] stored, String before, String now) {
        byte[] bytes = stored.clone();
        byte[] from = before.getBytes(StandardCharsets.US_ASCII);
        byte[] to = now.getBytes(StandardCharsets.US_ASCII);
        assertThat(to).hasSameSizeAs(from);
        for (int i = 0; i + from.length <= bytes.length; i++) {
            if (Arrays.equals(bytes, i, i + from.length, from, 0, from.length)) {
                System.arraycopy(to, 0, bytes, i, to.length);
            }
        }
        return bytes;
    }
}
