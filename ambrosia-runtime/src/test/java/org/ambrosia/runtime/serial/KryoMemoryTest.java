package org.ambrosia.runtime.serial;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.ambrosia.runtime.api.ErrorTag;
import org.ambrosia.runtime.api.MalformedDataException;
import org.ambrosia.runtime.protocol.Encoder;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What values of an argument cost, for those that make the most of a few bytes. */
class KryoMemoryTest {
    private static final int VALUES = 50_000;
    private static final int FIRST_NODE = 9;
    private static final int LIST = 40;

    private final GraphCodec codec =
            new GraphCodec(List.of(List.class), Map.of(), false, getClass().getClassLoader(), null);

    /** A list of that many equal values, each of which is so many bytes of a graph. */
    @ParameterizedTest
    @CsvSource({
        "an object, 2",
        "a text without characters, 1 129",
        "a text of one character, 1 130 97",
        "a big integer, 3 1 5",
        "a decimal, 4 1 5 0 0 0 0",
        "an id, 5 0 0 0 0 0 0 0 0 0 0 0 0 0 0 0 1",
        "bits, 7 1 1",
        "an array of bytes, 24 1 1",
        "a time, 12 1 0 0 0 0 0 0 0 0 0 0 0",
        "a failure, 11 130 97 130 97 130 97",
        "a list without elements, 40 0",
        "a list of null, 40 1 0",
        "a list of a number, 40 1 6 127",
        "a linked list of null, 41 1 0",
        "a queue, 42 1 6 255 127",
        "a vector, 43 1 0",
        "a stack, 44 0",
        "a set without elements, 45 0",
        "a set of null, 45 1 0",
        "a set of a number, 45 1 6 255 127",
        "a sorted set, 46 0 0",
        "a sorted set of a number, 46 1 0 6 255 127",
        "a priority queue, 47 0 0",
        "a map without entries, 50 0 0",
        "a map of nulls, 50 0 1 0 0",
        "a sorted map of a number, 51 1 0 6 255 127 0",
        "an immutable list, 60 0 1 6 255 127",
        "an immutable set, 61 2 6 255 127 6 254 127",
        "an immutable map, 62 4 6 255 127 0 6 254 127 0",
        "an optional, 63 1 6 255 127",
        "a view, 81 9"
    })
    void noValueTakesMoreThanIsCounted(String what, String bytes) {
        Encoder graph = new Encoder(1 << 20).u8(FIRST_NODE);
        varInt(graph.u8(LIST), VALUES);
        for (int i = 0; i < VALUES; i++) {
            varInt(graph, FIRST_NODE + 1 + i);
        }
        for (int i = 0; i < VALUES; i++) {
            for (String each : bytes.split(" ", -1)) {
                graph.u8(Integer.parseInt(each));
            }
        }
        byte[] encoded = graph(graph);
        long[] counted = new long[1];
        codec.decode(encoded, 0, encoded.length, heap -> counted[0] += heap);
        long before = used();
        Object decoded = codec.decode(encoded, 0, encoded.length);
        long taken = used() - before;
        assertThat((List<?>) decoded).as(what).hasSize(VALUES);
        assertThat(counted[0]).as(what).isGreaterThanOrEqualTo(taken);
    }

    @Test
    void whatOnlyReadingNeedsIsGivenBack() {
        byte[] encoded = codec.encode(new ArrayList<>(List.of(new ArrayList<>())));
        long[] most = new long[1];
        long[] counted = new long[1];
        codec.decode(encoded, 0, encoded.length, heap -> {
            counted[0] += heap;
            most[0] = Math.max(most[0], counted[0]);
        });
        assertThat(counted[0]).isEqualTo(2 * HeapBytes.LIST + HeapBytes.LIST_ELEMENT);
        assertThat(most[0]).isEqualTo(counted[0] + 2 * HeapBytes.NODE_SCRATCH + 2 * HeapBytes.REFERENCE_SCRATCH);
    }

    /** Sixty lists, of which each holds the next one twice. */
    @Test
    @Timeout(value = 20, threadMode = Timeout.ThreadMode.SEPARATE_THREAD, unit = TimeUnit.SECONDS)
    void keysThatWouldBeLookedAtForEverAreRefused() {
        Encoder graph = new Encoder(1 << 10).u8(FIRST_NODE).u8(45).u8(1).u8(FIRST_NODE + 1);
        for (int i = 0; i < 60; i++) {
            graph.u8(LIST).u8(2).u8(FIRST_NODE + 2 + i).u8(FIRST_NODE + 2 + i);
        }
        byte[] encoded = graph(graph.u8(LIST).u8(0));
        assertThatThrownBy(() -> codec.decode(encoded, 0, encoded.length))
                .isInstanceOfSatisfying(
                        MalformedDataException.class,
                        refused -> assertThat(refused.tag()).isEqualTo(ErrorTag.MALFORMED_MESSAGE))
                .hasMessageContaining("67108864");
        List<Object> shared = new ArrayList<>();
        for (int i = 0; i < 60; i++) {
            List<Object> next = new ArrayList<>();
            next.add(shared);
            next.add(shared);
            shared = next;
        }
        Set<Object> keys = new LinkedHashSet<>();
        List<Object> value = new ArrayList<>(List.of(keys, shared));
        assertThat(((List<?>) codec.decode(codec.encode(value), 0, codec.encode(value).length)))
                .hasSize(2);
    }

    /** A set that holds a list of views of itself: each is created when its set can be looked into. */
    @Test
    @Timeout(value = 10, threadMode = Timeout.ThreadMode.SEPARATE_THREAD, unit = TimeUnit.SECONDS)
    void aSetThatManyLookIntoIsNotFilledForEachOfThem() {
        int many = 40_000;
        Encoder graph = new Encoder(1 << 20).u8(FIRST_NODE).u8(45);
        varInt(graph, many);
        graph.u8(FIRST_NODE + 1);
        for (int i = 1; i < many; i++) {
            varInt(graph.u8(6), 2 * i);
        }
        varInt(graph.u8(LIST), many);
        for (int i = 0; i < many; i++) {
            varInt(graph, FIRST_NODE + 2 + i);
        }
        for (int i = 0; i < many; i++) {
            graph.u8(80).u8(FIRST_NODE);
        }
        byte[] encoded = graph(graph);
        assertThat((Set<?>) codec.decode(encoded, 0, encoded.length)).hasSize(many);
    }

    /** Its hash code is asked for when it is created. */
    @Test
    void keysOfAnImmutableSetAreNestedNoDeeperThanOthers() {
        Encoder graph = new Encoder(1 << 13)
                .u8(FIRST_NODE)
                .u8(61)
                .u8(2)
                .u8(FIRST_NODE + 1)
                .u8(FIRST_NODE + 2);
        graph.u8(LIST).u8(1).u8(FIRST_NODE + 3).u8(2);
        for (int node = 4; node < 604; node++) {
            varInt(graph.u8(LIST).u8(1), FIRST_NODE + node);
        }
        byte[] encoded = graph(graph.u8(LIST).u8(0));
        assertThatThrownBy(() -> codec.decode(encoded, 0, encoded.length))
                .isInstanceOf(MalformedDataException.class)
                .hasMessageContaining("nested more than 500 deep");
    }

    /** A list that holds itself has no hash code. */
    @Test
    void aKeyThatHoldsItselfIsRefused() {
        Encoder graph = new Encoder(16).u8(FIRST_NODE).u8(45).u8(1).u8(FIRST_NODE + 1);
        byte[] encoded = graph(graph.u8(LIST).u8(1).u8(FIRST_NODE + 1));
        assertThatThrownBy(() -> codec.decode(encoded, 0, encoded.length))
                .isInstanceOf(MalformedDataException.class)
                .hasMessageContaining("never ends")
                .hasNoCause();
    }

    private static byte[] graph(Encoder graph) {
        return new Encoder(graph.length() + 8)
                .u8(2)
                .i32(graph.length())
                .bytes(graph.array(), 0, graph.length())
                .toByteArray();
    }

    private static void varInt(Encoder out, int value) {
        int left = value;
        for (; left > 127; left >>>= 7) {
            out.u8((left & 127) | 128);
        }
        out.u8(left);
    }

    private static long used() {
        for (int i = 0; i < 2; i++) {
            System.gc();
        }
        return Runtime.getRuntime().totalMemory() - Runtime.getRuntime().freeMemory();
    }
}
