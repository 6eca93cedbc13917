package org.ambrosia.runtime.binding;

import static org.ambrosia.runtime.api.ErrorTag.CallOutsideHandler;
import static org.ambrosia.runtime.api.ErrorTag.ImpulseDuringReplay;

import org.ambrosia.runtime.api.DeterminismException;
import org.ambrosia.runtime.api.Promise;
import org.ambrosia.runtime.generated.ArgumentWriter;
import org.ambrosia.runtime.generated.CallContext;
import org.ambrosia.runtime.generated.ObjectCodec;
import org.ambrosia.runtime.generated.ProxyBase;
import org.ambrosia.runtime.protocol.CallLayout;
import org.ambrosia.runtime.protocol.Encoder;

/**
 * What proxies send their calls through. Forks and async calls are made by handlers, on the dispatch loop, so that replay makes
 * them again; impulses by any thread but that, once the instance is primary.
 */
final class OutgoingCalls implements CallContext {
    /** The bytes of the longest name of an instance. */
    private static final int MOST_NAME = 63;

    private final String instance;
    private final BindingPort port;
    private final int maxMessageBytes;
    private final ObjectCodec codec;
    private final CallEncoder call;
    private OpenCalls openCalls;
    private ProxyBase asyncProxy;
    private int asyncMethodId;
    /** The thread that runs handlers. Others read it too, but only whether it is themselves, which it never is. */
    private Thread dispatching;

    private boolean handling;

    private volatile boolean primary;

    OutgoingCalls(String instance, BindingPort port, Binding.CodecFactory codecOf, int maxMessageBytes) {
        this.instance = instance;
        this.port = port;
        this.maxMessageBytes = maxMessageBytes;
        this.codec = codecOf.codecFor(this);
        this.call = new CallEncoder(codec);
    }

    /** Sets the largest message that handlers may send. */
    void limit(int bytes) {
        call.limit(bytes);
    }

    ObjectCodec codec() {
        return codec;
    }

    /** Where async calls are noted from now on. */
    void noteIn(OpenCalls calls) {
        openCalls = calls;
    }

    /** Impulses may be sent from now on. */
    void nowPrimary() {
        primary = true;
    }

    /** Whether impulses may be sent. */
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
    }

    @Override
    public String instanceName() {
        return instance;
    }

    @Override
    public ArgumentWriter beginFork(String destination, int methodId) {
        checkHandling();
        call.begin(destination).u8(CallLayout.REQUEST).zz32(methodId).u8(CallLayout.FORK);
        return call;
    }

    @Override
    public void endFork(ArgumentWriter written) {
        send(call);
    }

    @Override
    public ArgumentWriter beginImpulse(String destination, int methodId) {
        if (!primary || isHandler()) {
            throw new DeterminismException(
                    ImpulseDuringReplay,
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
    public void endImpulse(ArgumentWriter written) {
        CallEncoder impulse = (CallEncoder) written;
        // It goes to the coordinator as a message of its own, with the name of its destination.
        impulse.checkSize(Encoder.sizeOfZz32(MOST_NAME) + MOST_NAME);
        port.sendImpulse(impulse.destination(), impulse.bytes());
    }

    @Override
    public ArgumentWriter beginAsync(ProxyBase proxy, int methodId) {
        checkHandling();
        Encoder out = call.begin(proxy.instanceName());
        out.u8(CallLayout.REQUEST).zz32(methodId).u8(CallLayout.ASYNC).string(instance);
        out.zz64(openCalls.nextCallId());
        asyncProxy = proxy;
        asyncMethodId = methodId;
        return call;
    }

    @Override
    @SuppressWarnings("unchecked")
    public <R> Promise<R> endAsync(ArgumentWriter written) {
        send(call);
        return (Promise<R>) openCalls.open(asyncProxy, asyncMethodId);
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

    /** Whether the present thread is running a handler. */
    private boolean isHandler() {
        return dispatching == Thread.currentThread() && handling;
    }

    private void checkHandling() {
        if (!isHandler()) {
            throw new DeterminismException(
                    CallOutsideHandler,
                    "A call was made outside of a handler, where replay would not make it again (instance=" + instance
                            + "). Call from onFirstStart, a handler or a promise's callback; from elsewhere, send an"
                            + " impulse to the instance itself.");
        }
    }
}
