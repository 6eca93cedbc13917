package org.ambrosia.runtime.binding;

import java.io.Serializable;
import org.ambrosia.runtime.api.CallFailedException;
import org.ambrosia.runtime.api.Promise;
import org.ambrosia.runtime.codegen.ArgumentReader;
import org.ambrosia.runtime.codegen.ProxyBase;
import org.ambrosia.runtime.codegen.StoredName;

/** The promise of one async call; part of the state. */
@StoredName("ambrosia/OpenCall")
final class OpenCall implements Promise<Object>, AwaitedCall {
    private OpenCalls owner;
    private long callId;
    private ProxyBase proxy;
    private int methodId;
    private StoredCallback onResult;
    private StoredCallback onFailure;
    private boolean done;
    private Object result;
    private CallFailedException failure;

    /** For loading. */
    OpenCall() {}

    /**
     * Returns whether all required parts are there, after this was loaded. The proxy is not
     * required: it is missing if its interface was removed.
     */
    boolean isWholeIn(OpenCalls calls) {
        return owner == calls;
    }

    OpenCall(OpenCalls owner, long callId, ProxyBase proxy, int methodId) {
        this.owner = owner;
        this.callId = callId;
        this.proxy = proxy;
        this.methodId = methodId;
    }

    long callId() {
        return callId;
    }

    /** Returns the proxy through which the call was made. */
    ProxyBase proxy() {
        return proxy;
    }

    @Override
    public String callee() {
        return proxy.instanceName();
    }

    @Override
    public Object decode(ArgumentReader reply) {
        return ProxyBase.Access.decodeResult(proxy, methodId, reply);
    }

    CallFailedException failure() {
        return failure;
    }

    @Override
    public void succeed(Object value) {
        result = value;
        done = true;
    }

    @Override
    public void fail(CallFailedException reason) {
        failure = reason;
        done = true;
    }

    /**
     * Returns the callback that is due now that the call is done, only once; null if there is none.
     */
    StoredCallback takeDue() {
        StoredCallback due = failure == null ? onResult : onFailure;
        onResult = null;
        onFailure = null;
        return due;
    }

    /** Returns the value with which the callback is called. */
    Object outcome() {
        return failure == null ? result : failure;
    }

    @Override
    public boolean isDone() {
        return done;
    }

    @Override
    public Promise<Object> onResult(Callback callback) {
        return onResult(callback, 0);
    }

    @Override
    public Promise<Object> onResult(Callback1<? super Object> callback) {
        return onResult(callback, 1);
    }

    @Override
    public <A> Promise<Object> onResult(Callback2<? super Object, ? super A> callback, A argument) {
        return onResult(callback, 2, argument);
    }

    @Override
    public <A, B> Promise<Object> onResult(
            Callback3<? super Object, ? super A, ? super B> callback, A first, B second) {
        return onResult(callback, 3, first, second);
    }

    @Override
    public Promise<Object> onFailure(Callback1<CallFailedException> callback) {
        return onFailure(callback, 1);
    }

    @Override
    public <A> Promise<Object> onFailure(Callback2<CallFailedException, ? super A> callback, A argument) {
        return onFailure(callback, 2, argument);
    }

    private Promise<Object> onResult(Serializable callback, int parameters, Object... arguments) {
        if (onResult != null) {
            throw new IllegalStateException("This promise has an onResult callback already; call it from there.");
        }
        onResult = owner.methods().store(callback, parameters, arguments);
        owner.callbackGiven(this);
        return this;
    }

    private Promise<Object> onFailure(Serializable callback, int parameters, Object... arguments) {
        if (onFailure != null) {
            throw new IllegalStateException("This promise has an onFailure callback already; call it from there.");
        }
        onFailure = owner.methods().store(callback, parameters, arguments);
        owner.callbackGiven(this);
        return this;
    }
}
