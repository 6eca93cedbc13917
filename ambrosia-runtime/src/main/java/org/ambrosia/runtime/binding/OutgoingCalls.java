package org.ambrosia.runtime.binding;

import static org.ambrosia.runtime.api.ErrorTag.CALL_OUTSIDE_HANDLER;
import static org.ambrosia.runtime.api.ErrorTag.IMPULSE_DURING_REPLAY;

import org.ambrosia.runtime.api.DeterminismException;
import org.ambrosia.runtime.api.Promise;
import org.ambrosia.runtime.codegen.ArgumentWriter;
import org.ambrosia.runtime.codegen.CallContext;
import org.ambrosia.runtime.codegen.ObjectCodec;
import org.ambrosia.runtime.codegen.ProxyBase;
import org.ambrosia.runtime.protocol.CallLayout;
import org.ambrosia.runtime.protocol.Encoder;

/**
 * The context through which proxies send their calls. Handlers make forks and async calls, on the
 * dispatch loop, so that replay makes them again. Any other thread may send impulses, once the
 * instance is primary.
 */
final class OutgoingCalls implements CallContext {
    /** The max length of an instance's name in bytes. */
    private static final int MOST_NAME = 63;

    private final String instance;
    private final BindingPort port;
    private final int maxMessageBytes;
    private final ObjectCodec codec;
    private final Call call;
    private final CalledInterfaces interfaces;
    /**
     * Whether {@code call} is being written, so that another call in the meantime needs a new
     * object.
     */
    private boolean writing;

    private int handlerBytes;
    private OpenCalls openCalls;
    /**
     * The thread that runs handlers. Another thread reads this field only to compare it with
     * itself, and it is never equal.
     */
    private Thread dispatching;

    private boolean handling;

    private volatile boolean primary;

    OutgoingCalls(String instance, BindingPort port, Binding.CodecFactory codecOf, int maxMessageBytes) {
        this.instance = instance;
        this.port = port;
        this.maxMessageBytes = maxMessageBytes;
        this.codec = new NestingCodec(() -> codecOf.codecFor(this));
        this.call = new Call(codec);
        this.interfaces = new CalledInterfaces(port::noteInterface);
    }

    /** Sets the max size of a message that handlers may send. */
    void limit(int bytes) {
        handlerBytes = bytes;
        call.limit(bytes);
    }

    /**
     * A call of a handler, and, if it has a result, the data that identifies the awaited result.
     */
    private static final class Call extends CallEncoder {
        private ProxyBase proxy;
        private int methodId;
        private long callId;

        Call(ObjectCodec codec) {
            super(codec);
        }
    }

    /**
     * Begins a call of a handler. The user's code may run while another call is written, and come
     * here.
     */
    private Call beginCall() {
        checkHandling();
        if (!writing) {
            writing = true;
            return call;
        }
        Call nested = new Call(codec);
        nested.limit(handlerBytes);
        return nested;
    }

    /** Sends a call of a handler after it was written. */
    private void endCall(Call written) {
        if (written == call) {
            writing = false;
        }
        send(written);
    }

    ObjectCodec codec() {
        return codec;
    }

    /**
     * Reports the called interfaces again: the coordinator may be another one, which does not know
     * them.
     */
    void noteInterfacesAgain() {
        interfaces.reportAgain();
    }

    /** Sets where async calls are recorded from now on. */
    void noteIn(OpenCalls calls) {
        openCalls = calls;
    }

    /** Impulses may be sent from now on. */
    void nowPrimary() {
        primary = true;
    }

    /** Returns whether impulses may be sent. */
    boolean isPrimary() {
        return primary;
    }

    /** This thread runs a handler from now on. */
    void enterHandler() {
        if (dispatching != Thread.currentThread()) {
            dispatching = Thread.currentThread();
        }
        handling = true;
    }

    /** The handler has returned. */
    void leaveHandler() {
        handling = false;
        writing = false;
    }

    @Override
    public String instanceName() {
        return instance;
    }

    @Override
    public ArgumentWriter beginFork(String destination, int methodId) {
        Call fork = beginCall();
        fork.begin(destination).u8(CallLayout.REQUEST).zz32(methodId).u8(CallLayout.FORK);
        return fork;
    }

    @Override
    public ArgumentWriter beginFork(ProxyBase proxy, int methodId) {
        interfaces.note(proxy);
        return beginFork(proxy.instanceName(), methodId);
    }

    @Override
    public void endFork(ArgumentWriter written) {
        endCall((Call) written);
    }

    @Override
    public ArgumentWriter beginImpulse(String destination, int methodId) {
        if (!primary || isHandler()) {
            throw new DeterminismException(
                    IMPULSE_DURING_REPLAY,
                    "An impulse was sent "
                            + (primary ? "by a handler, which is replayed" : "before the instance was primary")
                            + " (instance=" + instance + "). Send impulses from threads that are started in"
                            + " onBecomingPrimary; in a handler, fork.");
        }
        CallEncoder impulse = new CallEncoder(codec);
        impulse.limit(maxMessageBytes);
        impulse.begin(destination).u8(CallLayout.REQUEST).zz32(methodId).u8(CallLayout.IMPULSE);
        return impulse;
    }

    @Override
    public ArgumentWriter beginImpulse(ProxyBase proxy, int methodId) {
        interfaces.note(proxy);
        return beginImpulse(proxy.instanceName(), methodId);
    }

    @Override
    public void endImpulse(ArgumentWriter written) {
        CallEncoder impulse = (CallEncoder) written;
        // An impulse goes to the coordinator as a message of its own, with the name of its
        // destination.
        impulse.checkSize(Encoder.sizeOfZz32(MOST_NAME) + MOST_NAME);
        port.sendImpulse(impulse.destination(), impulse.bytes());
    }

    @Override
    public ArgumentWriter beginAsync(ProxyBase proxy, int methodId) {
        Call async = beginCall();
        interfaces.note(proxy);
        async.proxy = proxy;
        async.methodId = methodId;
        async.callId = openCalls.takeCallId();
        Encoder out = async.begin(proxy.instanceName());
        out.u8(CallLayout.REQUEST).zz32(methodId).u8(CallLayout.ASYNC);
        out.string(instance).zz64(async.callId);
        return async;
    }

    @Override
    @SuppressWarnings("unchecked")
    public <R> Promise<R> endAsync(ArgumentWriter written) {
        Call async = (Call) written;
        endCall(async);
        return (Promise<R>) openCalls.open(async.callId, async.proxy, async.methodId);
    }

    /**
     * Sends a call or a reply whose body was written.
     *
     * @throws org.ambrosia.runtime.api.AmbrosiaException if it is too large; nothing was sent
     */
    void send(CallEncoder written) {
        written.checkSize(0);
        port.send(written.destination(), written.bytes());
    }

    /** Returns whether the current thread is running a handler. */
    private boolean isHandler() {
        return dispatching == Thread.currentThread() && handling;
    }

    private void checkHandling() {
        if (!isHandler()) {
            throw new DeterminismException(
                    CALL_OUTSIDE_HANDLER,
                    "A call was made outside of a handler, where replay would not make it again (instance=" + instance
                            + "). Call from onFirstStart, a handler or a promise's callback; from elsewhere, send an"
                            + " impulse to the instance itself.");
        }
    }
}
