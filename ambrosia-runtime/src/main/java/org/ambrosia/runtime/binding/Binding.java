package org.ambrosia.runtime.binding;

import static org.ambrosia.runtime.api.ErrorTag.HandlerFailed;

import org.ambrosia.runtime.api.AmbrosiaException;
import org.ambrosia.runtime.api.InvalidConfigurationException;
import org.ambrosia.runtime.api.ProtocolException;
import org.ambrosia.runtime.generated.CallContext;
import org.ambrosia.runtime.generated.Dispatcher;
import org.ambrosia.runtime.generated.ImmortalBase;
import org.ambrosia.runtime.generated.ObjectCodec;
import org.ambrosia.runtime.generated.UnknownMethodException;
import org.ambrosia.runtime.protocol.CallLayout;
import org.ambrosia.runtime.protocol.CallerName;
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
public final class Binding {
    private final String instance;
    private final BindingPort port;
    private final int maxMessageBytes;
    private final OutgoingCalls outgoing;
    private final ObjectCodec codec;
    private final Dispatcher dispatcher;
    private final Schema schema;
    private final SchemaInForce inForce;
    private final CallbackMethods callbacks;
    private final Replies replies;
    private final CallEncoder result;
    private final CallDecoder arguments;
    private final Request request = new Request();
    private BindingState state;
    private boolean primaryIsDue;

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
        this.maxMessageBytes = maxMessageBytes;
        this.outgoing = new OutgoingCalls(instance, port, codecOf, maxMessageBytes);
        this.codec = outgoing.codec();
        this.dispatcher = ImmortalBase.Access.dispatcher(immortal);
        this.schema = new Schema(dispatcher.schema());
        GeneratedCode.check(immortal.getClass(), schema);
        this.inForce = new SchemaInForce(schema);
        this.callbacks = new CallbackMethods(immortal);
        this.result = new CallEncoder(codec);
        this.arguments = new CallDecoder(outgoing, codec);
        this.replies = new Replies(instance, arguments);
        use(new BindingState(immortal));
        ImmortalBase.Access.bind(immortal, outgoing);
    }

    /** Makes the codec of a binding, which proxies are bound to. */
    @FunctionalInterface
    public interface CodecFactory {
        /** Makes the codec. */
        ObjectCodec codecFor(CallContext context);
    }

    /** The instance starts for the first time: answers with the initial message and the first checkpoint. */
    public void firstStart() {
        port.sendInitialMessage();
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
        inForce.restore(in);
        BindingState restored = codec.decodeState(application, in.position(), in.remaining(), BindingState.class);
        if (restored == null || !restored.isWhole()) {
            throw in.malformed("a checkpoint's state lacks a part");
        }
        primaryIsDue = false;
        use(restored);
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
            if (inForce.isHolding() && size > 0 && message.array()[message.position()] != MessageType.SCHEMA) {
                inForce.hold(message.array(), message.position(), size);
            } else {
                message(sequence, message);
            }
        }
    }

    private void message(long sequence, Decoder message) {
        int begin = message.position();
        int size = message.remaining();
        int type = message.u8();
        if (type == MessageType.INITIAL_MESSAGE) {
            Throwable failure = handle(() -> ImmortalBase.Access.firstStart(state.immortal()));
            if (failure != null) {
                replies.logFailure(sequence, "onFirstStart", failure);
            }
            callReady(sequence);
            state.start();
            if (primaryIsDue) {
                nowPrimary();
            }
        } else if (type == MessageType.CALLER_GONE) {
            port.callerAnswered(message.string());
        } else if (type == MessageType.SCHEMA) {
            schemaLogged(sequence, message.string());
        } else if (type == MessageType.RPC) {
            try {
                if (!incoming(sequence, message)) {
                    inForce.hold(message.array(), begin, size);
                    announceSchema();
                }
            } catch (ProtocolException malformed) {
                replies.logFailure(sequence, "a malformed call", malformed);
            }
        } else {
            throw message.malformed("a message of the unknown type " + type);
        }
    }

    private void schemaLogged(long sequence, String text) {
        inForce.logged(text, sequence);
        for (byte[] next = inForce.release(); next != null; next = inForce.release()) {
            message(sequence, new Decoder(next));
        }
    }

    /** A primary whose schema is not in force, or who has held back calls, has its schema logged. */
    private void announceSchema() {
        if (outgoing.isPrimary() && inForce.mustAnnounce()) {
            port.logSchema(schema.text());
        }
    }

    /** Recovery is over; so it is again when an application goes on with another coordinator, which changes nothing for it. */
    public void becomePrimary() {
        port.caughtUp();
        inForce.announceAgain();
        if (outgoing.isPrimary()) {
            announceSchema();
            return;
        }
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

    private void use(BindingState newState) {
        state = newState;
        state.calls().use(callbacks);
        outgoing.noteIn(state.calls());
    }

    /** Executes a call or a reply, unless it must be held back. */
    private boolean incoming(long sequence, Decoder message) {
        int kind = message.u8();
        if (kind != CallLayout.REQUEST) {
            reply(sequence, kind, message);
            return true;
        }
        int methodId = message.zz32();
        if (inForce.mustHold(methodId)) {
            return false;
        }
        inForce.checkExecutable(methodId, sequence, instance);
        if (message.u8() == CallLayout.ASYNC) {
            answer(sequence, methodId, message);
        } else {
            request.methodId = methodId;
            arguments.at(message);
            Throwable failure = handle(request);
            if (failure != null) {
                replies.logFailure(sequence, schema.describe(methodId), failure);
            }
            callReady(sequence);
        }
        return true;
    }

    private boolean dispatch(int methodId, CallDecoder values, CallEncoder out) throws Exception {
        if (!inForce.has(methodId)) {
            throw new UnknownMethodException(schema.interfaceName(), methodId);
        }
        return dispatcher.dispatch(methodId, values, out);
    }

    private void answer(long sequence, int methodId, Decoder message) {
        String caller = callerOf(message);
        long callId = message.zz64();
        Throwable failure = handle(() -> {
            Encoder out = result.begin(caller);
            int kindAt = out.length();
            out.u8(CallLayout.EMPTY).string(instance).zz64(callId);
            if (dispatch(methodId, arguments.at(message), result)) {
                out.array()[kindAt] = CallLayout.VALUE;
            }
            outgoing.send(result);
        });
        callReady(sequence);
        if (failure != null) {
            Replies.encodeFailure(result.begin(caller), instance, callId, failure, maxMessageBytes);
            outgoing.send(result);
        }
    }

    private static String callerOf(Decoder message) {
        String caller = message.string();
        try {
            return CallerName.checkPeer(caller);
        } catch (InvalidConfigurationException noName) {
            throw message.malformed("the caller's name is \"" + caller + "\"");
        }
    }

    private void reply(long sequence, int kind, Decoder message) {
        message.skip(message.length());
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
            Throwable failure = handle(() -> callUnwrapped(due, done.outcome()));
            if (failure != null) {
                replies.logFailure(sequence, "callback " + due.method(), failure);
            }
            callReady(sequence);
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

    /** Runs a handler; returns what it threw. */
    private Throwable handle(Handler handler) {
        Throwable thrown = null;
        outgoing.enterHandler();
        try {
            handler.run();
        } catch (VirtualMachineError fatal) {
            throw fatal;
        } catch (Exception | Error failure) {
            thrown = failure;
        }
        outgoing.leaveHandler();
        return thrown;
    }

    /** Calls back where that was asked for, while a handler ran, of promises that had a result already. */
    private void callReady(long sequence) {
        for (OpenCall ready = state.calls().nextReady();
                ready != null;
                ready = state.calls().nextReady()) {
            callback(sequence, ready);
        }
    }

    private void nowPrimary() {
        primaryIsDue = false;
        outgoing.nowPrimary();
        announceSchema();
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
        Encoder out = new Encoder(graph.length + 256);
        inForce.encode(out);
        return out.bytes(graph, 0, graph.length).toByteArray();
    }

    /** A call without a result; one object for all of them. */
    private final class Request implements Handler {
        private int methodId;

        @Override
        public void run() throws Exception {
            dispatch(methodId, arguments, null);
        }
    }

    /** What is run as part of the replayable history. */
    @FunctionalInterface
    private interface Handler {
        void run() throws Exception;
    }
}
