package org.ambrosia.runtime.binding;

import static org.ambrosia.runtime.api.ErrorTag.CallOutsideHandler;
import static org.ambrosia.runtime.api.ErrorTag.HandlerFailed;
import static org.ambrosia.runtime.api.ErrorTag.ImpulseDuringReplay;
import static org.ambrosia.runtime.api.ErrorTag.MessageTooLarge;
import static org.ambrosia.runtime.api.ErrorTag.SchemaMismatch;

import org.ambrosia.runtime.api.AmbrosiaException;
import org.ambrosia.runtime.api.DeterminismException;
import org.ambrosia.runtime.api.InstanceConfig;
import org.ambrosia.runtime.api.InvalidConfigurationException;
import org.ambrosia.runtime.api.Promise;
import org.ambrosia.runtime.api.ProtocolException;
import org.ambrosia.runtime.api.StateException;
import org.ambrosia.runtime.generated.ArgumentWriter;
import org.ambrosia.runtime.generated.CallContext;
import org.ambrosia.runtime.generated.Dispatcher;
import org.ambrosia.runtime.generated.ImmortalBase;
import org.ambrosia.runtime.generated.ObjectCodec;
import org.ambrosia.runtime.generated.ProxyBase;
import org.ambrosia.runtime.protocol.CallLayout;
import org.ambrosia.runtime.protocol.Decoder;
import org.ambrosia.runtime.protocol.Encoder;
import org.ambrosia.runtime.protocol.MessageType;

/**
 * Runs one immortal: executes what the coordinator delivers, one message after the other, and sends what the immortal's
 * calls make. One thread calls the methods that execute; impulses may come from any other.
 *
 * <p>What a handler throws does not end the instance: an async caller is told, and a fork's failure is logged. Errors of
 * the virtual machine do end it, since how far the handler had come would differ in a replay; so does a call that is larger
 * than is allowed, since with another limit replay would number the calls behind it differently.
 */
public final class Binding implements CallContext {
    private final String instance;
    private final BindingPort port;
    private final ObjectCodec codec;
    private final int maxMessageBytes;
    private final Dispatcher dispatcher;
    private final Schema schema;
    private final CallbackMethods callbacks;
    private final Replies replies;
    private final Encoder head = new Encoder(128);
    private final CallEncoder call;
    private final CallEncoder result;
    private final CallDecoder arguments;
    private BindingState state;
    private Schema replayed;
    private Thread handling;
    private AmbrosiaException fatal;
    private ProxyBase asyncProxy;
    private int asyncMethodId;
    private boolean primaryIsDue;
    private volatile boolean primary;

    /**
     * Makes the binding of an immortal that has not run yet.
     *
     * @param codecOf makes the codec for objects that generated code does not encode
     * @param maxMessageBytes the largest message that may be sent
     */
    public Binding(
            String instance, ImmortalBase immortal, BindingPort port, CodecFactory codecOf, int maxMessageBytes) {
        this.instance = instance;
        this.port = port;
        this.codec = codecOf.codecFor(this);
        this.maxMessageBytes = maxMessageBytes;
        this.dispatcher = ImmortalBase.Access.dispatcher(immortal);
        this.schema = new Schema(dispatcher.schema());
        this.replayed = schema;
        this.callbacks = new CallbackMethods(immortal);
        this.call = new CallEncoder(codec);
        this.result = new CallEncoder(codec);
        this.arguments = new CallDecoder(this, codec);
        this.replies = new Replies(instance, arguments);
        this.state = new BindingState(immortal);
        state.calls().use(callbacks);
        ImmortalBase.Access.bind(immortal, this);
    }

    /** Makes the codec of a binding, which proxies are bound to. */
    @FunctionalInterface
    public interface CodecFactory {
        /** Makes the codec. */
        ObjectCodec codecFor(CallContext context);
    }

    /** The instance starts for the first time: answers with the initial message and the first checkpoint. */
    public void firstStart() {
        port.send(head.clear().zz32(1).u8(MessageType.INITIAL_MESSAGE), new Encoder(0));
        port.checkpoint(encodeState());
        primaryIsDue = true;
        port.caughtUp();
    }

    /**
     * Takes on the state of a checkpoint.
     *
     * @throws AmbrosiaException if this build can't read it
     */
    public void restore(byte[] application) {
        Decoder in = new Decoder(application);
        replayed = new Schema(in.string());
        schema.checkReplays(replayed);
        state = codec.decodeState(application, in.position(), in.remaining(), BindingState.class);
        state.calls().use(callbacks);
    }

    /**
     * Executes the messages of a record.
     *
     * @throws AmbrosiaException if this build can't replay them
     */
    public void execute(long sequence, byte[] bytes, int offset, int length) {
        Decoder in = new Decoder(bytes, offset, length);
        Decoder message = new Decoder(bytes, offset, 0);
        while (in.remaining() > 0) {
            int size = in.length();
            message.reset(bytes, in.position(), size);
            in.skip(size);
            int type = message.u8();
            if (type == MessageType.INITIAL_MESSAGE) {
                handle(sequence, "onFirstStart", () -> ImmortalBase.Access.firstStart(state.immortal()));
                state.start();
                if (primaryIsDue) {
                    nowPrimary();
                }
            } else if (type == MessageType.RPC) {
                try {
                    incoming(sequence, message);
                } catch (ProtocolException malformed) {
                    replies.logFailure(sequence, "a malformed call", malformed);
                }
            } else {
                throw message.malformed("a message of the unknown type " + type);
            }
        }
    }

    /** Recovery is over. */
    public void becomePrimary() {
        port.caughtUp();
        replayed = schema;
        if (state.started()) {
            nowPrimary();
        } else {
            primaryIsDue = true;
        }
    }

    /** Sends the state as it is now. */
    public void takeCheckpoint() {
        try {
            port.checkpoint(encodeState());
        } catch (AmbrosiaException why) {
            port.checkpointFailed(why);
        }
    }

    @Override
    public String instanceName() {
        return instance;
    }

    @Override
    public ArgumentWriter beginFork(String destination, int methodId) {
        checkHandling("A call");
        call.begin(destination).u8(CallLayout.REQUEST).zz32(methodId).u8(CallLayout.FORK);
        return call;
    }

    @Override
    public void endFork(ArgumentWriter written) {
        send(call);
    }

    @Override
    public ArgumentWriter beginImpulse(String destination, int methodId) {
        if (!primary || handling == Thread.currentThread()) {
            throw new DeterminismException(
                    ImpulseDuringReplay,
                    "An impulse was sent "
                            + (primary ? "by a handler, which is replayed" : "before the instance was primary")
                            + " (instance=" + instance + "). Send impulses from threads that are started in"
                            + " onBecomingPrimary; in a handler, fork.");
        }
        CallEncoder impulse = new CallEncoder(codec);
        impulse.begin(destination).u8(CallLayout.REQUEST).zz32(methodId).u8(CallLayout.IMPULSE);
        return impulse;
    }

    @Override
    public void endImpulse(ArgumentWriter written) {
        CallEncoder impulse = (CallEncoder) written;
        port.sendImpulse(headOf(impulse, new Encoder(128)), impulse.bytes());
    }

    @Override
    public ArgumentWriter beginAsync(ProxyBase proxy, int methodId) {
        checkHandling("A call");
        Encoder out = call.begin(proxy.instanceName());
        out.u8(CallLayout.REQUEST).zz32(methodId).u8(CallLayout.ASYNC).string(instance);
        out.zz64(state.calls().nextCallId());
        asyncProxy = proxy;
        asyncMethodId = methodId;
        return call;
    }

    @Override
    @SuppressWarnings("unchecked")
    public <R> Promise<R> endAsync(ArgumentWriter written) {
        send(call);
        return (Promise<R>) state.calls().open(asyncProxy, asyncMethodId);
    }

    private void incoming(long sequence, Decoder message) {
        int kind = message.u8();
        if (kind != CallLayout.REQUEST) {
            reply(sequence, kind, message);
            return;
        }
        int methodId = message.zz32();
        if (replayed.has(methodId) && !schema.has(methodId)) {
            throw new StateException(
                    SchemaMismatch,
                    "This build can't replay the log: record " + sequence + " calls \"" + replayed.describe(methodId)
                            + "\", which the interface does not have any more (instance=" + instance
                            + "). Restore the method until a checkpoint was taken behind its last call.");
        }
        if (message.u8() == CallLayout.ASYNC) {
            answer(sequence, methodId, message);
        } else {
            handle(
                    sequence,
                    schema.describe(methodId),
                    () -> dispatcher.dispatch(methodId, arguments.at(message), null));
        }
    }

    private void answer(long sequence, int methodId, Decoder message) {
        String caller = callerOf(message);
        long callId = message.zz64();
        Throwable failure = handle(sequence, null, () -> {
            Encoder out = result.begin(caller);
            int kindAt = out.length();
            out.u8(CallLayout.EMPTY).string(instance).zz64(callId);
            if (dispatcher.dispatch(methodId, arguments.at(message), result)) {
                out.array()[kindAt] = CallLayout.VALUE;
            }
            send(result);
        });
        if (failure != null) {
            Replies.encodeFailure(result.begin(caller), instance, callId, failure, maxMessageBytes);
            send(result);
        }
    }

    private static String callerOf(Decoder message) {
        String caller = message.string();
        try {
            return InstanceConfig.checkName(caller);
        } catch (InvalidConfigurationException noName) {
            throw message.malformed("the caller's name is \"" + caller + "\"");
        }
    }

    private void reply(long sequence, int kind, Decoder message) {
        message.string();
        OpenCall answered = state.calls().close(message.zz64());
        if (answered == null) {
            return;
        }
        replies.settle(answered, kind, message);
        callback(sequence, answered);
    }

    private void callback(long sequence, OpenCall done) {
        StoredCallback due = done.takeDue();
        if (due != null) {
            handle(sequence, "callback " + due.method(), () -> callUnwrapped(due, done.outcome()));
        } else if (done.failure() != null) {
            replies.warnUnhandled(done);
        }
    }

    private void callUnwrapped(StoredCallback due, Object outcome) throws Exception {
        try {
            callbacks.call(due, outcome);
        } catch (Exception | Error asIs) {
            throw asIs;
        } catch (Throwable impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    /** Runs a handler; returns what it threw, which is logged if {@code what} says what was called. */
    private Throwable handle(long sequence, String what, Handler handler) {
        Throwable thrown = null;
        handling = Thread.currentThread();
        try {
            handler.run();
        } catch (VirtualMachineError fatal) {
            throw fatal;
        } catch (Exception | Error failure) {
            thrown = failure;
        } finally {
            handling = null;
        }
        if (fatal != null) {
            throw fatal;
        }
        if (thrown != null && what != null) {
            replies.logFailure(sequence, what, thrown);
        }
        for (OpenCall ready = state.calls().nextReady();
                ready != null;
                ready = state.calls().nextReady()) {
            callback(sequence, ready);
        }
        return thrown;
    }

    private void nowPrimary() {
        primaryIsDue = false;
        primary = true;
        try {
            ImmortalBase.Access.becomingPrimary(state.immortal());
        } catch (Exception failed) {
            throw new AmbrosiaException(
                    HandlerFailed,
                    "onBecomingPrimary failed (instance=" + instance + "): " + failed
                            + ". The instance ends; it goes on where it was when it is started again.",
                    failed);
        }
    }

    private byte[] encodeState() {
        byte[] graph;
        synchronized (codec) {
            graph = codec.encodeState(state);
        }
        return new Encoder(graph.length + 256)
                .string(schema.text())
                .bytes(graph, 0, graph.length)
                .toByteArray();
    }

    private void send(CallEncoder written) {
        port.send(headOf(written, head.clear()), written.bytes());
    }

    /** What is in front of a call's body: size, type and destination; an empty one stands for the instance itself. */
    private Encoder headOf(CallEncoder written, Encoder out) {
        String destination = written.destination().equals(instance) ? "" : written.destination();
        int named = Encoder.sizeOfZz32(destination.length()) + destination.length();
        int size = 1 + named + written.bytes().length();
        if (size > maxMessageBytes) {
            AmbrosiaException tooLarge = new AmbrosiaException(
                    MessageTooLarge,
                    "A call to \"" + written.destination() + "\" takes " + size + " bytes, expected at most "
                            + maxMessageBytes + " (instance=" + instance
                            + "). Raise maxMessageBytes on both sides and start the instance again, which goes on with this"
                            + " very call; or send less at once.");
            if (handling == Thread.currentThread()) {
                fatal = tooLarge;
            }
            throw tooLarge;
        }
        return out.zz32(size).u8(MessageType.RPC).string(destination);
    }

    private void checkHandling(String what) {
        if (handling != Thread.currentThread()) {
            throw new DeterminismException(
                    CallOutsideHandler,
                    what + " was made outside of a handler, where replay would not make it again (instance=" + instance
                            + "). Call from onFirstStart, a handler or a promise's callback; from elsewhere, send an"
                            + " impulse to the instance itself.");
        }
    }

    /** What is run as part of the replayable history. */
    @FunctionalInterface
    private interface Handler {
        void run() throws Exception;
    }
}
