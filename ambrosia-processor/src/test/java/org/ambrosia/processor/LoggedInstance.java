package org.ambrosia.processor;

import java.lang.reflect.Proxy;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import org.ambrosia.runtime.binding.Binding;
import org.ambrosia.runtime.binding.BindingPort;
import org.ambrosia.runtime.codegen.ImmortalBase;
import org.ambrosia.runtime.protocol.CallLayout;
import org.ambrosia.runtime.protocol.Encoder;
import org.ambrosia.runtime.protocol.MessageType;
import org.ambrosia.runtime.serial.KryoCodec;

/** One instance, its log and its checkpoint, run by one build after the other. */
final class LoggedInstance {
    private static final int SCHEMA = 106;

    /** The bodies of the replies that the running build has sent. */
    final List<byte[]> replies = new ArrayList<>();

    private final List<byte[]> log = new ArrayList<>();
    private final ArrayDeque<byte[]> toBeLogged = new ArrayDeque<>();
    /** How much of it was logged for builds. */
    int loggedBytes;

    private Binding running;
    private byte[] checkpoint;

    /** The first build, for the first time. */
    void startFirst(ImmortalBase immortal) {
        running = binding(immortal);
        running.firstStart();
        execute(new Encoder(4).u8(MessageType.INITIAL_MESSAGE));
    }

    /** Another build goes on: it loads the checkpoint, executes the log, and is primary. */
    void restart(ImmortalBase immortal) {
        replay(immortal);
        running.becomePrimary();
    }

    /** As a standby does. */
    void replay(ImmortalBase immortal) {
        toBeLogged.clear();
        replies.clear();
        running = binding(immortal);
        running.restore(checkpoint);
        for (int i = 0; i < log.size(); i++) {
            running.execute(i, log.get(i), 0, log.get(i).length);
        }
    }

    /** Logs what the running build wanted to have logged; says how much that was. */
    int logOwn() {
        int count = 0;
        while (!toBeLogged.isEmpty()) {
            loggedBytes += toBeLogged.peek().length;
            execute(new Encoder(64).u8(SCHEMA).bytes(toBeLogged.peek(), 0, toBeLogged.poll().length));
            count++;
        }
        return count;
    }

    /** A call with one number comes, whose result is awaited. */
    void call(int methodId, int argument) {
        execute(new Encoder(32)
                .u8(MessageType.RPC)
                .u8(CallLayout.REQUEST)
                .zz32(methodId)
                .u8(CallLayout.ASYNC)
                .string("caller")
                .zz64(log.size())
                .zz32(argument));
    }

    /** As {@link #call}, with arguments that no method takes. */
    void callLarge(int methodId, int bytes) {
        execute(new Encoder(bytes + 32)
                .u8(MessageType.RPC)
                .u8(CallLayout.REQUEST)
                .zz32(methodId)
                .u8(CallLayout.ASYNC)
                .string("caller")
                .zz64(log.size())
                .bytes(new byte[bytes], 0, bytes));
    }

    void takeCheckpoint() {
        running.takeCheckpoint();
        running.verify(checkpoint);
        log.clear();
    }

    private void execute(Encoder message) {
        byte[] record = new Encoder(64)
                .zz32(message.length())
                .bytes(message.array(), 0, message.length())
                .toByteArray();
        log.add(record);
        running.execute(log.size() - 1, record, 0, record.length);
    }

    private Binding binding(ImmortalBase immortal) {
        BindingPort port = (BindingPort) Proxy.newProxyInstance(
                BindingPort.class.getClassLoader(), new Class<?>[] {BindingPort.class}, (proxy, method, arguments) -> {
                    switch (method.getName()) {
                        case "send" -> replies.add(((Encoder) arguments[1]).toByteArray());
                        case "checkpoint" -> checkpoint = (byte[]) arguments[0];
                        case "checkpointFailed" -> throw (RuntimeException) arguments[0];
                        case "logSchema" ->
                            toBeLogged.add(new Encoder(64)
                                    .string((String) arguments[0])
                                    .toByteArray());
                        default -> {}
                    }
                    return null;
                });
        return new Binding("counter", immortal, port, context -> new KryoCodec(immortal, List.of(), context), 1 << 20);
    }
}
