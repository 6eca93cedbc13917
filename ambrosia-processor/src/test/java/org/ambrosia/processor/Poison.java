package org.ambrosia.processor;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.Arrays;
import org.ambrosia.runtime.generated.ImmortalBase;
import org.ambrosia.runtime.protocol.CallLayout;
import org.ambrosia.runtime.protocol.Encoder;
import org.ambrosia.runtime.protocol.MessageType;

/**
 * A program that gives an instance calls of 16 MiB whose values would take more memory than the process has, and prints what
 * is answered.
 */
final class Poison {
    private static final int BYTES = 16 << 20;

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

    /** Lists within each other, each of which claims to have as many elements as there are bytes. */
    private static byte[] deep() {
        Encoder out = new Encoder(2_500);
        for (int i = 0; i < 400; i++) {
            out.u8(1).zz32(BYTES - 3_000);
        }
        return out.toByteArray();
    }
}
