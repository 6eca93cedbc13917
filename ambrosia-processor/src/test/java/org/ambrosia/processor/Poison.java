package org.ambrosia.processor;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.Arrays;
import org.ambrosia.runtime.codegen.ImmortalBase;
import org.ambrosia.runtime.protocol.CallLayout;
import org.ambrosia.runtime.protocol.Encoder;
import org.ambrosia.runtime.protocol.MessageType;

/**
 * A program that gives an instance calls of 16 MiB whose values would take more memory than the process has, and prints what
 * is answered.
 */
final class Poison {
    private static final int BYTES = 16 << 20;
    private static final int STACK = 44;
    /** A set of 10 bytes: size, version and length of the graph, a reference to the first value, and that: a set that holds null. */
    private static final int[] GRAPH = {20, 2, 4, 0, 0, 0, 9, 45, 1, 0};

    private final Bindings bindings = new Bindings();
    private final String schema;

    private Poison(ImmortalBase immortal) {
        schema = ImmortalBase.Access.dispatcher(immortal).schema();
        bindings.start("sink", immortal);
    }

    public static void main(String[] args) throws Exception {
        Poison poison = new Poison(Class.forName("example.SinkServer")
                .asSubclass(ImmortalBase.class)
                .getConstructor()
                .newInstance());
        for (String method : new String[] {"lists", "sets", "maps", "strings", "arrays", "optionals"}) {
            System.out.println(method + " " + poison.answer(method, count(BYTES), 2));
        }
        System.out.println("records " + poison.answer("records", count(BYTES / 2), 1, 0));
        System.out.println("deep " + poison.answer("deep", deep(), 0));
        System.out.println("kryo " + poison.answer("kryo", graph(BYTES), STACK, 0));
        System.out.println("kryos " + poison.answer("kryos", count(BYTES / GRAPH.length), GRAPH));
        System.out.println("small kryo " + poison.answer("kryo", graph(0)));
        System.out.println("small " + poison.answer("lists", new byte[] {4, 4, 2}));
    }

    /** Calls a method with what is given, and behind it the same element again and again. There is one array of 16 MiB. */
    private String answer(String method, byte[] begin, int... element) {
        int filled = element.length == 0 ? 0 : BYTES;
        Encoder header =
                new Encoder(64).u8(MessageType.RPC).u8(CallLayout.REQUEST).zz32(id(method));
        header.u8(CallLayout.ASYNC).string("caller").zz64(1).bytes(begin, 0, begin.length);
        Encoder head = new Encoder(64).zz32(header.length() + filled).bytes(header.array(), 0, header.length());
        byte[] message = Arrays.copyOf(head.array(), head.length() + filled);
        for (int i = 0; i < filled; i++) {
            message[head.length() + i] = (byte) element[i % element.length];
        }
        int before = bindings.pending().size();
        bindings.deliver(new Bindings.Sent("sink", message));
        String reply = new String(bindings.pending().get(before).message(), UTF_8);
        return reply.contains("DecodedTooLarge") ? "refused" : "answered";
    }

    private int id(String method) {
        return schema.lines()
                .filter(line -> line.contains(" " + method + "("))
                .map(line -> Integer.parseInt(line.split(" ", -1)[1]))
                .findFirst()
                .orElseThrow();
    }

    private static byte[] count(int elements) {
        return new Encoder(5).zz32(elements + 1).toByteArray();
    }

    /** A list without elements, as a graph in which that many bytes of other values follow. */
    private static byte[] graph(int others) {
        Encoder graph = new Encoder(16).u8(2).i32(3 + others).u8(9).u8(40).u8(0);
        return new Encoder(16)
                .zz32(graph.length() + others + 1)
                .bytes(graph.array(), 0, graph.length())
                .toByteArray();
    }

    /** Lists within each other, each of which claims to have as many elements as there are bytes. */
    private static byte[] deep() {
        Encoder out = new Encoder(2_500);
        for (int i = 0; i < 400; i++) {
            out.u8(1).zz32(BYTES - 3_000);
        }
        return out.toByteArray();
    }
}
