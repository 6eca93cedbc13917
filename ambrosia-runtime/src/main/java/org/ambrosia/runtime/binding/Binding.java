package org.ambrosia.runtime.binding;

import static org.ambrosia.runtime.api.ErrorTag.HANDLER_FAILED;

import org.ambrosia.runtime.api.AmbrosiaException;
import org.ambrosia.runtime.api.MalformedDataException;
import org.ambrosia.runtime.codegen.CallContext;
import org.ambrosia.runtime.codegen.Dispatcher;
import org.ambrosia.runtime.codegen.ImmortalBase;
import org.ambrosia.runtime.codegen.ObjectCodec;
import org.ambrosia.runtime.codegen.UnknownMethodException;
import org.ambrosia.runtime.protocol.CallLayout;
import org.ambrosia.runtime.protocol.Decoder;
import org.ambrosia.runtime.protocol.Delivery;
import org.ambrosia.runtime.protocol.Encoder;
import org.ambrosia.runtime.protocol.LargestMessage;
import org.ambrosia.runtime.protocol.MessageType;

/**
 * Runs one immortal: executes what the coordinator delivers, one message after the other, and sends
 * the calls of the immortal. One thread calls the methods that execute; impulses may come from any
 * other.
 *
 * <p>An exception of a handler does not end the instance: an async caller receives it, and a fork's
 * failure is logged. A call or a result that is larger than is allowed is such a failure. The limit
 * is a part of the state, and a change of it is logged, so that replay has the same outcome. Errors
 * of the virtual machine do end the replica, because the point that the handler had reached would
 * differ in a replay (ADR 0029).
 */
public final class Binding {
    private final String instance;
    private final BindingPort port;
    private final int maxMessageBytes;
    private final OutgoingCalls outgoing;
    private final Dispatcher dispatcher;
    private final Schema schema;
    private final SchemaInForce inForce;
    private final StateEncoding encoding;
    private final CallbackMethods callbacks;
    private final Replies replies;
    private final CallEncoder result;
    private final CallDecoder arguments;
    private final Request request = new Request();
    private BindingState state;
    private boolean primaryIsDue;
    private final ExecutedMessage current;

    /**
     * Creates the binding of an immortal that has not run yet.
     *
     * @param codecOf creates the codec for objects that generated code does not encode
     * @param maxMessageBytes the max size of a message that may be sent
     */
    public Binding(
            String instance, ImmortalBase immortal, BindingPort port, CodecFactory codecOf, int maxMessageBytes) {
        this.instance = instance;
        this.port = port;
        this.maxMessageBytes = maxMessageBytes;
        this.outgoing = new OutgoingCalls(instance, port, codecOf, maxMessageBytes);
        ObjectCodec codec = outgoing.codec();
        this.dispatcher = ImmortalBase.Access.dispatcher(immortal);
        this.schema = new Schema(dispatcher.schema());
        GeneratedCode.check(immortal.getClass(), schema);
        this.current = new ExecutedMessage(instance, schema);
        this.inForce = new SchemaInForce(schema);
        this.encoding = new StateEncoding(instance, codec, inForce);
        this.callbacks = new CallbackMethods(immortal);
        this.result = new CallEncoder(codec);
        this.arguments = new CallDecoder(outgoing, codec);
        this.replies = new Replies(instance, arguments);
        use(new BindingState(immortal, maxMessageBytes));
        ImmortalBase.Access.bind(immortal, outgoing);
    }

    /** Creates the codec of a binding, to which proxies are bound. */
    @FunctionalInterface
    public interface CodecFactory {
        /** Creates the codec. */
        ObjectCodec codecFor(CallContext context);
    }

    /** Returns the watch that detects calls that execute for a long time. */
    public HandlerWatch watch() {
        return current.watch();
    }

    /**
     * Returns whether the binding was notified that its instance is primary, and {@code
     * onBecomingPrimary} has returned. Call on the binding's thread.
     */
    public boolean isPrimary() {
        return outgoing.isPrimary();
    }

    /**
     * The instance starts for the first time: answers with the initial message and the first
     * checkpoint.
     */
    public void firstStart() {
        noteInterfaces();
        port.sendInitialMessage();
        port.checkpoint(encoding.encode(state));
        primaryIsDue = true;
        port.caughtUp();
    }

    /**
     * Replaces the state by that of a checkpoint.
     *
     * @throws AmbrosiaException if this build can't read it
     */
    public void restore(byte[] application) {
        BindingState restored = encoding.restore(application);
        primaryIsDue = false;
        use(restored);
    }

    /**
     * Checks whether a checkpoint that this binding has sent can be loaded again as the same state.
     * From any thread.
     *
     * @throws AmbrosiaException if it can't
     */
    public void verify(byte[] application) {
        encoding.verify(application);
    }

    /**
     * Executes the messages of a record.
     *
     * @throws AmbrosiaException if this build can't replay them
     */
    public void execute(Delivery.Messages record) {
        state.calls().reached(record.epoch());
        execute(record.sequence(), record.bytes(), record.offset(), record.length());
    }

    /** Executes messages whose epoch in the log is unknown. */
    public void execute(long record, byte[] bytes, int offset, int length) {
        Decoder in = new Decoder(bytes, offset, length);
        Decoder message = new Decoder(bytes, offset, 0);
        current.record(record);
        for (int index = 0; in.remaining() > 0; index++) {
            current.index(index);
            int size = in.length();
            message.reset(bytes, in.position(), size);
            in.skip(size);
            if (inForce.isHolding() && size > 0 && message.array()[message.position()] != MessageType.SCHEMA) {
                hold(message.array(), message.position(), size);
            } else {
                executeOrEnd(message);
            }
        }
    }

    private void executeOrEnd(Decoder message) {
        try {
            execute(message);
        } catch (StackOverflowError | OutOfMemoryError | InternalError | UnknownError exhausted) {
            throw current.exhausted(exhausted);
        }
        current.ends();
        port.executed();
    }

    private void execute(Decoder message) {
        int begin = message.position();
        int size = message.remaining();
        int type = message.u8();
        current.begins(type == MessageType.RPC || type == MessageType.SKIPPED);
        if (type == MessageType.RPC) {
            try {
                if (!incoming(message)) {
                    hold(message.array(), begin, size);
                    announceSchema();
                }
            } catch (MalformedDataException malformed) {
                replies.logFailure(current.record(), "a malformed call", malformed, outgoing.isPrimary());
            }
        } else if (type == MessageType.INITIAL_MESSAGE) {
            Throwable failure = handle(() -> ImmortalBase.Access.firstStart(state.immortal()));
            if (failure != null) {
                replies.logFailure(current.record(), "onFirstStart", failure, outgoing.isPrimary() || primaryIsDue);
            }
            callReady();
            state.start();
            if (primaryIsDue) {
                nowPrimary();
            }
        } else if (type == MessageType.CALLER_GONE) {
            port.clientAnswered(message.string());
        } else if (type == MessageType.SKIPPED) {
            skipped(message);
        } else if (type == MessageType.SCHEMA) {
            schemaLogged(message.string());
        } else if (type == MessageType.LARGEST_MESSAGE) {
            limit(LargestMessage.decode(message));
        } else {
            throw message.malformed("a message of the unknown type " + type);
        }
    }

    private void hold(byte[] bytes, int offset, int length) {
        inForce.hold(current.record(), current.index(), bytes, offset, length);
        if (inForce.isOverfull()) {
            executeHeld();
        }
    }

    private void schemaLogged(String text) {
        inForce.logged(text, current.record());
        executeHeld();
    }

    private void executeHeld() {
        long record = current.record();
        int place = current.index();
        for (SchemaInForce.Held next = inForce.release(); next != null; next = inForce.release()) {
            // Held messages are identified by their places in the log.
            current.record(next.sequence());
            current.index(next.index());
            executeOrEnd(new Decoder(next.message()));
        }
        current.record(record);
        current.index(place);
    }

    /**
     * Logs this build's schema if this process is primary, and the schema is not in force or calls
     * are held back.
     */
    private void announceSchema() {
        if (outgoing.isPrimary() && inForce.mustAnnounce()) {
            port.logSchema(inForce.announcement());
        }
    }

    private void limit(int maxBytes) {
        state.maxMessageBytes(maxBytes);
        outgoing.limit(maxBytes);
        result.limit(maxBytes);
    }

    /** Logs a setting that differs from the log's. From that record on, all replicas use it. */
    private void logLimit() {
        if (state.maxMessageBytes() != maxMessageBytes) {
            port.limitMessages(maxMessageBytes);
        }
    }

    /**
     * Recovery is over. This also happens when an application continues with another coordinator;
     * then it changes nothing for the application.
     */
    public void becomePrimary() {
        port.caughtUp();
        noteInterfaces();
        inForce.announceAgain();
        if (state.started() || outgoing.isPrimary()) {
            logLimit();
        }
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

    private void noteInterfaces() {
        if (dispatcher.schemaHash() != 0) {
            port.noteInterface("", dispatcher.schemaHash());
        }
        outgoing.noteInterfacesAgain();
    }

    /** Sends the present state. */
    public void takeCheckpoint() {
        takeCheckpoint(false);
    }

    /**
     * Sends the present state.
     *
     * @param proves whether the state is loaded first, because no other thread of this process can
     *     do that afterwards
     */
    public void takeCheckpoint(boolean proves) {
        byte[] encoded;
        try {
            encoded = encoding.encodeForCheckpoint(state, proves);
        } catch (AmbrosiaException why) {
            port.checkpointFailed(why);
            return;
        }
        port.checkpoint(encoded);
    }

    private void use(BindingState newState) {
        state = newState;
        state.calls().use(callbacks);
        outgoing.noteIn(state.calls());
        limit(state.maxMessageBytes());
    }

    /** Executes a call or a reply, unless it must be held back. */
    private boolean incoming(Decoder message) {
        int kind = message.u8();
        if (kind != CallLayout.REQUEST) {
            reply(kind, message);
            return true;
        }
        int methodId = message.zz32();
        current.method(methodId);
        if (inForce.mustHold(methodId)) {
            return false;
        }
        inForce.checkExecutable(methodId, current.record(), instance);
        if (!inForce.has(methodId)) {
            inForce.failed(methodId);
        }
        if (message.u8() == CallLayout.ASYNC) {
            answer(message);
        } else {
            arguments.at(message);
            Throwable failure = handle(request);
            if (failure != null) {
                replies.logFailure(current.record(), current.describe(), failure, outgoing.isPrimary());
            }
            callReady();
        }
        return true;
    }

    private boolean dispatch(int methodId, CallDecoder values, CallEncoder out) throws Exception {
        if (!inForce.has(methodId)) {
            throw new UnknownMethodException(schema.interfaceName(), methodId);
        }
        return dispatcher.dispatch(methodId, values, out);
    }

    private void answer(Decoder message) {
        String caller = Replies.callerOf(message);
        long callId = message.zz64();
        Throwable failure = handle(() -> {
            Encoder out = result.begin(caller);
            int kindAt = out.length();
            out.u8(CallLayout.EMPTY).string(instance).zz64(callId);
            if (dispatch(current.method(), arguments.at(message), result)) {
                out.array()[kindAt] = CallLayout.VALUE;
            }
            outgoing.send(result);
        });
        callReady();
        if (failure != null) {
            boolean withStack = caller.equals(instance) || sendsStackTraces();
            Encoder out = result.begin(caller);
            Replies.encodeFailure(out, instance, callId, failure, withStack, state.maxMessageBytes());
            outgoing.send(result);
            if (!withStack) {
                replies.logAnsweredFailure(current.record(), current.describe(), failure, outgoing.isPrimary());
            }
        }
    }

    /**
     * The immortal's code decides this, not a setting, so that each replica gives the same answer.
     */
    private boolean sendsStackTraces() {
        boolean[] sends = {false};
        handle(() -> sends[0] = ImmortalBase.Access.sendsStackTraces(state.immortal()));
        return sends[0];
    }

    /**
     * Answers a call that is not executed with a failure, and fails the promise of a reply that is
     * not taken.
     */
    private void skipped(Decoder message) {
        message.u8();
        int kind = message.u8();
        AmbrosiaException skipped = current.skipped();
        if (kind != CallLayout.REQUEST) {
            Encoder failure = new Encoder(256);
            Replies.encodeOutcome(failure, skipped, false, state.maxMessageBytes());
            message.string();
            OpenCall answered = state.calls().find(message.zz64());
            if (answered != null) {
                settle(answered, CallLayout.FAILURE, new Decoder(failure.toByteArray()));
            }
            return;
        }
        message.zz32();
        if (message.u8() == CallLayout.ASYNC) {
            String caller = Replies.callerOf(message);
            Encoder out = result.begin(caller);
            Replies.encodeFailure(out, instance, message.zz64(), skipped, false, state.maxMessageBytes());
            outgoing.send(result);
        }
    }

    private void reply(int kind, Decoder message) {
        String callee = message.string();
        OpenCall answered = state.calls().find(message.zz64());
        if (answered == null) {
            return;
        }
        if (!callee.equals(answered.callee())) {
            replies.warnForged(answered, callee);
            return;
        }
        settle(answered, kind, message);
    }

    private void settle(OpenCall answered, int kind, Decoder message) {
        state.calls().close(answered);
        replies.settle(answered, kind, message);
        callback(answered);
    }

    private void callback(OpenCall done) {
        StoredCallback due = done.takeDue();
        current.callback(due);
        if (due != null) {
            Throwable failure = handle(() -> callUnwrapped(due, done.outcome()));
            if (failure != null) {
                replies.logFailure(current.record(), "callback " + due.method(), failure, outgoing.isPrimary());
            }
            callReady();
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

    /**
     * Runs a handler. Returns what it threw, unless that is, or was caused by, an error of the
     * virtual machine.
     */
    private Throwable handle(Handler handler) {
        Throwable thrown = null;
        outgoing.enterHandler();
        try {
            handler.run();
        } catch (Exception | Error failure) {
            thrown = failure;
        }
        outgoing.leaveHandler();
        forgetInterrupt();
        if (thrown != null) {
            Failures.throwIfOfVirtualMachine(thrown);
        }
        return thrown;
    }

    /**
     * A handler that interrupts its own thread must not affect the next handler: in a replay there
     * may be no handler between them.
     */
    private static void forgetInterrupt() {
        Thread.interrupted();
    }

    /** Runs the callbacks that a handler gave to promises with a result. */
    private void callReady() {
        for (OpenCall ready = state.calls().nextReady();
                ready != null;
                ready = state.calls().nextReady()) {
            callback(ready);
        }
    }

    private void nowPrimary() {
        primaryIsDue = false;
        outgoing.nowPrimary();
        announceSchema();
        try {
            ImmortalBase.Access.becomingPrimary(state.immortal());
            forgetInterrupt();
        } catch (VirtualMachineError fatal) {
            throw fatal;
        } catch (Exception | Error failed) {
            throw new AmbrosiaException(
                    HANDLER_FAILED,
                    "onBecomingPrimary failed (instance=" + instance + "): " + Failures.text(failed)
                            + ". The instance ends; it goes on where it was when it is started again.",
                    failed);
        }
    }

    /** A call without a result; one object serves all of them. */
    private final class Request implements Handler {
        @Override
        public void run() throws Exception {
            dispatch(current.method(), arguments, null);
        }
    }

    /** Code that runs as part of the replayable history. */
    @FunctionalInterface
    private interface Handler {
        void run() throws Exception;
    }
}
