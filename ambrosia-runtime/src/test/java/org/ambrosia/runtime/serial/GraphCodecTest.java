package org.ambrosia.runtime.serial;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import org.ambrosia.runtime.api.AmbrosiaException;
import org.ambrosia.runtime.api.CallFailedException;
import org.ambrosia.runtime.api.ErrorTag;
import org.ambrosia.runtime.api.StateException;
import org.ambrosia.runtime.contract.Hostile;
import org.junit.jupiter.api.Test;

@SuppressWarnings("UnusedVariable") // Fields are read by name.
class GraphCodecTest {

    enum Colour {
        RED,
        GREEN {
            @Override
            public String toString() {
                return "green";
            }
        }
    }

    record Point(int x, long y, Colour colour) {}

    sealed interface Shape permits Circle, Square {}

    record Circle(double radius) implements Shape {}

    static final class Square implements Shape {
        private float side = 2.5f;
    }

    static class Base {
        protected String inherited = "base";
    }

    static final class State extends Base {
        private boolean flag = true;
        private byte small = -3;
        private char letter = 'ä';
        private short medium = 300;
        private int number = 42;
        private long big = Long.MIN_VALUE;
        private double real = Math.PI;
        private final int fixed = Integer.parseInt("7");
        private String nothing;
        private int[] numbers = {1, 2, 3};
        private Point[] points = {new Point(1, 2, Colour.GREEN), null};
        private List<Shape> shapes = new ArrayList<>(List.of(new Circle(1.5), new Square()));
        private Map<String, List<Point>> byName = new TreeMap<>(Map.of("a", List.of(new Point(3, 4, null))));
        private Set<Long> longs = new LinkedHashSet<>(List.of(5L, 6L));
        private Optional<BigDecimal> money = Optional.of(new BigDecimal("12.34"));
        private UUID id = new UUID(1, 2);
        private Instant when = Instant.ofEpochSecond(3, 4);
        private Duration span = Duration.ofMillis(5);
        private ArrayDeque<String> queue = new ArrayDeque<>(List.of("x", "y"));
        private CallFailedException failure = new CallFailedException("a.B", null, "stack");
        private List<Integer> view = Arrays.asList(1, null, 3);
        private Map<Integer, String> immutable = Map.of(1, "one");
        private State self = this;
        private Object shared = numbers;
        private transient Thread left = Thread.currentThread();
    }

    @Test
    void aGraphComesBackAsItWas() {
        State back = (State) copy(new State());
        State original = new State();
        assertThat(back)
                .usingRecursiveComparison()
                .ignoringFields("left", "self", "shared", "failure")
                .isEqualTo(original);
        assertThat(back.failure.remoteClass()).isEqualTo("a.B");
        assertThat(back.failure.remoteMessage()).isNull();
        assertThat(back.failure.remoteStack()).isEqualTo("stack");
        assertThat(back.inherited).isEqualTo("base");
        assertThat(back.self).isSameAs(back);
        assertThat(back.shared).isSameAs(back.numbers);
        assertThat(back.fixed).isEqualTo(7);
    }

    @Test
    void aFieldThatWasAddedKeepsItsInitialValueAndOneThatWasRemovedIsPassedOver() {
        byte[] stored = codec(Before1.Account.class).encode(new Before1.Account());
        After12.Account back = (After12.Account) renamed(stored, After12.Account.class);
        assertThat(back.owner).isEqualTo("Ann");
        assertThat(back.balance).isEqualTo(100);
        assertThat(back.currency).isEqualTo("EUR");
        assertThat(back.limit).isEqualTo(-1);
    }

    @Test
    void aChangedFieldTypeIsAnErrorThatNamesTheField() {
        byte[] stored = codec(Before1.Account.class).encode(new Before1.Account());
        assertThatThrownBy(() -> renamed(stored, Changed.Account.class))
                .isInstanceOfSatisfying(StateException.class, changed -> {
                    assertThat(changed.tag()).isEqualTo(ErrorTag.FIELD_TYPE_CHANGED);
                    assertThat(changed.getMessage())
                            .contains("\"balance\"")
                            .contains("long")
                            .contains("int");
                });
    }

    @Test
    void aChangedTypeArgumentIsAnErrorToo() {
        byte[] stored = codec(Before1.Tags.class).encode(new Before1.Tags());
        assertThatThrownBy(() -> renamed(stored, After12.Tags.class))
                .isInstanceOf(StateException.class)
                .hasMessageContaining("java.util.List<java.lang.String>")
                .hasMessageContaining("java.util.List<java.lang.Integer>");
    }

    @Test
    void aClassThatIsNotReachableIsNeitherStoredNorInstantiated() {
        Holder holder = new Holder();
        holder.anything = new Square();
        assertThatThrownBy(() -> codec(Holder.class).encode(holder))
                .isInstanceOfSatisfying(
                        StateException.class,
                        refused -> assertThat(refused.tag()).isEqualTo(ErrorTag.CLASS_NOT_REGISTERED));
        byte[] stored = codec(Holder.class, Square.class).encode(holder);
        assertThatThrownBy(() -> codec(Holder.class).decode(stored, 0, stored.length))
                .isInstanceOfSatisfying(
                        StateException.class,
                        refused -> assertThat(refused.tag()).isEqualTo(ErrorTag.CLASS_NOT_REGISTERED));
    }

    @Test
    void whatCannotBeStoredIsRefusedWithItsPlace() {
        assertThatThrownBy(() -> codec(WithThread.class))
                .isInstanceOf(StateException.class)
                .hasMessageContaining("java.lang.Thread")
                .hasMessageContaining("WithThread.worker")
                .hasMessageContaining("transient");
        Holder holder = new Holder();
        holder.anything = (Runnable) () -> {};
        assertThatThrownBy(() -> codec(Holder.class).encode(holder)).isInstanceOf(StateException.class);
    }

    @Test
    void containersWithoutAnOrderOfTheirOwnAreRefusedInState() {
        List<Object> unordered =
                List.of(new HashMap<>(Map.of(1, 2)), new HashSet<>(Set.of(1)), Set.of(1, 2), Map.of(1, 2, 3, 4));
        for (Object each : unordered) {
            Holder holder = new Holder();
            holder.anything = each;
            assertThatThrownBy(() -> codec(Holder.class).encode(holder))
                    .isInstanceOf(StateException.class)
                    .hasMessageContaining("LinkedHashMap");
        }
    }

    @Test
    void immutableContainersThatAreSharedComeBackShared() {
        Shared back = (Shared) copy(new Shared());
        assertThat(back.one).isEmpty();
        assertThat(back.two).isSameAs(back.one);
        assertThat(back.four).isSameAs(back.three).containsExactly("x", "y");
        assertThatThrownBy(() -> back.three.add("z")).isInstanceOf(UnsupportedOperationException.class);
        Shared again = (Shared) copy(back);
        assertThat(again.three).containsExactly("x", "y");
    }

    @Test
    void lengthsThatAreClaimedCostNothing() {
        GraphCodec codec = codec(Holder.class);
        byte[] valid = codec.encode(nested(60));
        for (int i = 0; i < valid.length; i += 25) {
            byte[] changed = valid.clone();
            changed[i] = (byte) 0xff;
            Hostile.nothingBreaks(changed, bytes -> codec.decode(bytes, 0, bytes.length), i);
        }
    }

    @Test
    void anArrayMayHoldItself() {
        Object[] circle = {null};
        circle[0] = new ArrayList<>(Arrays.asList((Object) circle));
        Holder holder = new Holder();
        holder.anything = circle;
        Object[] back = (Object[]) ((Holder) copy(holder)).anything;
        assertThat(((List<?>) back[0]).get(0)).isSameAs(back);
    }

    private static Holder nested(int depth) {
        Object value = new Object[] {1};
        for (int i = 0; i < depth; i++) {
            value = i % 2 == 0 ? new Object[] {value, value} : new ArrayList<>(List.of(value));
        }
        Holder holder = new Holder();
        holder.anything = value;
        return holder;
    }

    static final class Shared {
        private Set<String> one = Set.of();
        private Set<String> two = one;
        private List<String> three = List.of("x", "y");
        private List<String> four = three;
    }

    @Test
    void aTableThatIsLargerThanAnyMessageNeedsIsRefused() {
        GraphCodec codec =
                new GraphCodec(List.of(Point.class), Map.of(), false, getClass().getClassLoader(), null);
        byte[] valid = codec.encode(new Point(1, 2, Colour.RED));
        int table = 5 + valid[1];
        byte[] large = Arrays.copyOf(valid, table + 1_000 * (valid.length - table));
        for (int at = valid.length; at < large.length; at += valid.length - table) {
            System.arraycopy(valid, table, large, at, valid.length - table);
        }
        assertThat(codec.decode(valid, 0, valid.length)).isEqualTo(new Point(1, 2, Colour.RED));
        assertThatThrownBy(() -> codec.decode(large, 0, large.length))
                .isInstanceOf(AmbrosiaException.class)
                .hasMessageContaining("65536");
    }

    @Test
    void hostileBytesAreRefused() {
        byte[] valid = codec(State.class).encode(new State());
        GraphCodec codec = codec(State.class);
        Hostile.everyPrefixIsRefused(valid, bytes -> codec.decode(bytes, 0, bytes.length));
        Hostile.nothingBreaks(valid, bytes -> codec(State.class).decode(bytes, 0, bytes.length), 3);
    }

    @Test
    void theBytesOfAGraphNeverChange() {
        byte[] stored = codec(Point.class).encode(new Point(1, 2, Colour.RED));
        assertThat(java.util.HexFormat.of().formatHex(stored)).isEqualTo(GOLDEN);
        assertThat(codec(Point.class).decode(stored, 0, stored.length)).isEqualTo(new Point(1, 2, Colour.RED));
    }

    private static final String GOLDEN =
            "021300000009640100000002000000000000000a655245c401b16f72672e616d62726f7369612e72756e74696d65"
                    + "2e73657269616c2e4772617068436f6465635465737424506f696e74038278696ef482796c6f6ee7636f6c6f75f2"
                    + "b26f72672e616d62726f7369612e72756e74696d652e73657269616c2e4772617068436f6465635465737424436f"
                    + "6c6f757202b26f72672e616d62726f7369612e72756e74696d652e73657269616c2e4772617068436f6465635465"
                    + "737424436f6c6f757200";

    private static Object copy(Object value) {
        byte[] stored = codec(value.getClass()).encode(value);
        return codec(value.getClass()).decode(stored, 0, stored.length);
    }

    /** Reads what was stored of one class as another, as if it had been changed from one build to the next. */
    private static Object renamed(byte[] stored, Class<?> now) {
        String before = Before1.class.getName();
        String after = now.getEnclosingClass().getName();
        byte[] bytes = stored.clone();
        byte[] from = before.getBytes(java.nio.charset.StandardCharsets.US_ASCII);
        byte[] to = after.getBytes(java.nio.charset.StandardCharsets.US_ASCII);
        assertThat(to).hasSameSizeAs(from);
        for (int i = 0; i + from.length <= bytes.length; i++) {
            if (Arrays.equals(bytes, i, i + from.length, from, 0, from.length)) {
                System.arraycopy(to, 0, bytes, i, to.length);
            }
        }
        return codec(now).decode(bytes, 0, bytes.length);
    }

    private static GraphCodec codec(Class<?>... roots) {
        return new GraphCodec(List.of(roots), Map.of(), true, GraphCodecTest.class.getClassLoader(), null);
    }

    static final class Holder {
        private Object anything;
        private Map<String, String> more = new LinkedHashMap<>(new HashMap<>());
    }

    static final class WithThread {
        private Thread worker;
    }

    /** A build. Its name is as long as that of the others, since class names are replaced in the bytes. */
    static final class Before1 {
        static final class Account {
            private String owner = "Ann";
            private Gone removed = new Gone();
            private int[] alsoRemoved = {1};
            private long balance = 100;
            private Object reference = alsoRemoved;
        }

        static final class Gone {
            private String text = "gone";
            private List<Gone> more = new ArrayList<>(List.of());
        }

        static final class Tags {
            private List<String> tags = new ArrayList<>(List.of("x"));
        }
    }

    static final class After12 {
        static final class Account {
            private String currency = "EUR";
            private String owner;
            private long balance;
            private int limit = -1;
        }

        static final class Tags {
            private List<Integer> tags = new ArrayList<>();
        }
    }

    static final class Changed {
        static final class Account {
            private String owner;
            private int balance;
        }
    }
}
