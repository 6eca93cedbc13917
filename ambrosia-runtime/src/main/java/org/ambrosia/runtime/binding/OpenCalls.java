package org.ambrosia.runtime.binding;

import java.util.ArrayDeque;
import java.util.TreeMap;
import org.ambrosia.runtime.codegen.ProxyBase;
import org.ambrosia.runtime.codegen.StoredName;

/**
 * The async calls whose results have not arrived yet, by call id; part of the state.
 *
 * <p>A call id is used once, even by logs that have diverged. If a log was restored from a backup,
 * rolled back or emptied, its callees may still answer calls that it has lost. Such answers must
 * not complete its new calls. So the ids of each epoch, which is never used twice, are greater than
 * those of the epochs before it.
 */
@StoredName("ambrosia/OpenCalls")
final class OpenCalls {
    /** An epoch is 64 for each millisecond, so this is room for 65 million calls a second. */
    private static final int IDS_OF_EPOCH = 1 << 10;

    private final TreeMap<Long, OpenCall> byId = new TreeMap<>();
    private final ArrayDeque<OpenCall> ready = new ArrayDeque<>();
    private long lastCallId;
    private transient CallbackMethods methods;

    /** Sets how callbacks are found. Call after this was created or loaded. */
    void use(CallbackMethods newMethods) {
        methods = newMethods;
    }

    /** Returns whether all required parts are there. Call after this was loaded. */
    boolean isWhole() {
        return byId != null
                && ready != null
                && byId.values().stream().allMatch(each -> each != null && each.isWholeIn(this))
                && ready.stream().allMatch(each -> each.isWholeIn(this));
    }

    CallbackMethods methods() {
        return methods;
    }

    /** A record of this epoch is executed; 0 if the epoch is unknown. */
    void reached(long epoch) {
        lastCallId = Math.max(lastCallId, epoch * IDS_OF_EPOCH);
    }

    /**
     * Returns the id of the next call. No other call receives it, even if this one is never made.
     */
    long takeCallId() {
        return ++lastCallId;
    }

    OpenCall open(long callId, ProxyBase proxy, int methodId) {
        OpenCall call = new OpenCall(this, callId, proxy, methodId);
        byId.put(call.callId(), call);
        return call;
    }

    /** Returns the call of this id, or null if its reply was taken already or it was never made. */
    OpenCall find(long callId) {
        return byId.get(callId);
    }

    /** Closes a call whose reply has arrived. */
    void close(OpenCall call) {
        byId.remove(call.callId());
    }

    /**
     * A callback was given. If the call is done already, the callback is due when the running
     * handler returns.
     */
    void callbackGiven(OpenCall call) {
        if (call.isDone()) {
            ready.add(call);
        }
    }

    /** Returns the next call that was done when its callback was given; null if there is none. */
    OpenCall nextReady() {
        return ready.poll();
    }
}
