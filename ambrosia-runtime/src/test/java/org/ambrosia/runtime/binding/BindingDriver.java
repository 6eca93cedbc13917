package org.ambrosia.runtime.binding;

import java.util.ArrayList;
import java.util.List;
import org.ambrosia.runtime.api.AmbrosiaException;
import org.ambrosia.runtime.codegen.ArgumentReader;
import org.ambrosia.runtime.protocol.CallLayout;
import org.ambrosia.runtime.protocol.Decoder;
import org.ambrosia.runtime.protocol.Delivery;
import org.ambrosia.runtime.protocol.Encoder;
import org.ambrosia.runtime.protocol.MessageType;
import org.ambrosia.runtime.serial.KryoCodec;

/** A binding of one immortal, which a test gives messages, and whose calls it keeps. */
final class BindingDriver implements BindingPort {
    static final String NAME = "bank";
    private static final int SCHEMA = 106;

    final Scripted immortal;
    final Binding binding;
    final List<Sent> sent = new ArrayList<>();
    final List<Sent> impulses = new ArrayList<>();
    byte[] checkpoint;
    AmbrosiaException checkpointFailure;
    final List<Integer> limits = new ArrayList<>();
    private String schema;
    private long sequence;
    private long epoch;

    /** A call or a reply that was sent. */
    record Sent(String destination, byte[] body) {
        int kind() {
            return body[0];
        }

        /** What is behind the header of a reply. */
        Decoder reply() {
            Decoder in = new Decoder(body);
            in.u8();
            in.string();
            in.zz64();
            return in;
        }

        /** The text that is the only argument of a fork. */
        String forkedText() {
            Decoder in = new Decoder(body);
            in.u8();
            in.zz32();
            in.u8();
            ArgumentReader arguments = new CallDecoder(null, null).at(in);
            return arguments.readString();
        }
    }

    BindingDriver(Scripted immortal, Binding.CodecFactory codecOf, int maxMessageBytes) {
        this.immortal = immortal;
        this.binding = new Binding(NAME, immortal, this, codecOf, maxMessageBytes);
    }

    BindingDriver(Scripted immortal, int maxMessageBytes) {
        this(immortal, context -> new KryoCodec(immortal, List.of(), context), maxMessageBytes);
    }

    /** Starts for the first time, as a primary. */
    static BindingDriver started(Scripted immortal, int maxMessageBytes) {
        BindingDriver driver = new BindingDriver(immortal, maxMessageBytes);
        driver.start();
        return driver;
    }

    void start() {
        binding.firstStart();
        execute(new Encoder(2).u8(MessageType.INITIAL_MESSAGE));
    }

    /** What a replica that has got this checkpoint is, before it has replayed anything. */
    static BindingDriver restored(Scripted immortal, byte[] checkpoint, int maxMessageBytes) {
        BindingDriver driver = new BindingDriver(immortal, maxMessageBytes);
        driver.binding.restore(checkpoint);
        return driver;
    }

    void fork(int methodId) {
        execute(new Encoder(16)
                .u8(MessageType.RPC)
                .u8(CallLayout.REQUEST)
                .zz32(methodId)
                .u8(CallLayout.FORK));
    }

    void async(String caller, long callId, int methodId) {
        execute(new Encoder(16)
                .u8(MessageType.RPC)
                .u8(CallLayout.REQUEST)
                .zz32(methodId)
                .u8(CallLayout.ASYNC)
                .string(caller)
                .zz64(callId));
    }

    void value(String callee, long callId, String result) {
        CallEncoder out = new CallEncoder(null);
        out.begin(NAME).u8(MessageType.RPC).u8(CallLayout.VALUE).string(callee).zz64(callId);
        out.writeString(result);
        execute(out.bytes());
    }

    /** Executes a record of one message, and one with the schema if that is to be logged. */
    void execute(Encoder message) {
        executeRecord(message);
        while (schema != null) {
            Encoder logged = new Encoder(64).u8(SCHEMA).string(schema);
            schema = null;
            executeRecord(logged);
        }
    }

    private void executeRecord(Encoder message) {
        Encoder record = new Encoder(64).zz32(message.length()).bytes(message.array(), 0, message.length());
        try {
            binding.execute(new Delivery.Messages(epoch, sequence++, record.array(), 0, record.length()));
        } catch (VirtualMachineError ends) {
            throw new AssertionError("The instance ends by " + ends.getClass().getName(), ends);
        }
    }

    /** Records that are executed from now on were written in this epoch. */
    void epoch(long next) {
        epoch = next;
    }

    /** The record that was executed last. */
    long lastSequence() {
        return sequence - 1;
    }

    byte[] takeCheckpoint() {
        checkpoint = null;
        checkpointFailure = null;
        try {
            binding.takeCheckpoint();
        } catch (VirtualMachineError ends) {
            throw new AssertionError("The instance ends by " + ends.getClass().getName(), ends);
        }
        return checkpoint;
    }

    Sent lastSent() {
        return sent.get(sent.size() - 1);
    }

    @Override
    public void sendInitialMessage() {}

    @Override
    public void send(String destination, Encoder body) {
        sent.add(new Sent(destination, body.toByteArray()));
    }

    @Override
    public void sendImpulse(String destination, Encoder body) {
        impulses.add(new Sent(destination, body.toByteArray()));
    }

    /** As of {@link BindingPort}, which did not always have it. */
    @SuppressWarnings("MissingOverride")
    public void limitMessages(int maxMessageBytes) {
        limits.add(maxMessageBytes);
    }

    /** As of {@link BindingPort}, which did not always have it. */
    @SuppressWarnings("MissingOverride")
    public void logSchema(String text) {
        schema = text;
    }

    @Override
    public void clientAnswered(String caller) {}

    @Override
    public void checkpoint(byte[] application) {
        checkpoint = application;
    }

    @Override
    public void checkpointFailed(AmbrosiaException why) {
        checkpointFailure = why;
    }

    @Override
    public void caughtUp() {}
}
