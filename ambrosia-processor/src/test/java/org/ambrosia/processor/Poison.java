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
            System.out.println(method + " " + poison.answer(method, repeated((byte) 2)));
        }
        System.out.println("records " + poison.answer("records", repeated((byte) 1, (byte) 0)));
        System.out.println("deep " + poison.answer("deep", deep()));
        System.out.println("small " + poison.answer("lists", new byte[] {4, 4, 2}));
    }

    private String answer(String method, byte[] arguments) {
        Encoder body = new Encoder(BYTES + 64).u8(CallLayout.REQUEST).zz32(id(method));
        body.u8(CallLayout.ASYNC).string("caller").zz64(1).bytes(arguments, 0, arguments.length);
        Encoder message = new Encoder(BYTES + 64).zz32(body.length() + 1).u8(MessageType.RPC);
        message.bytes(body.array(), 0, body.length());
        int before = bindings.pending().size();
        bindings.deliver(new Bindings.Sent("sink", message.toByteArray()));
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

    /** A list of elements that all look the same. */
    private static byte[] repeated(byte... element) {
        int count = BYTES / element.length;
        Encoder out = new Encoder(BYTES + 5).zz32(count + 1);
        for (int i = 0; i < count; i++) {
            out.bytes(element, 0, element.length);
        }
        return out.toByteArray();
    }

    /** Lists within each other, each of which claims to have as many elements as there are bytes. */
    private static byte[] deep() {
        Encoder out = new Encoder(BYTES);
        while (out.length() < 400 * 5) {
            out.u8(1).zz32(BYTES - 3_000);
        }
        return Arrays.copyOf(out.toByteArray(), BYTES);
    }
}
