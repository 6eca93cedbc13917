package org.ambrosia.runtime.binding;

import java.util.ArrayDeque;
import java.util.TreeMap;
import org.ambrosia.runtime.generated.ProxyBase;
import org.ambrosia.runtime.generated.StoredName;

/**
 * The async calls whose results are still to come, by call id; part of the state.
 *
 * <p>A call id is used once, also by logs that have gone apart: where one was restored from a backup, rolled back or emptied, its new calls
 * must not be completed by answers to calls that it has lost, which their callees may still send. So the ids of each epoch, which is
 * never used twice, are behind those of the epochs before it.
 */
@StoredName("ambrosia/OpenCalls")
final class OpenCalls {
    /** An epoch is 64 for each millisecond, so this is room for 65 million calls a second. */
    private static final int IDS_OF_EPOCH = 1 << 10;

    private final TreeMap<Long, OpenCall> byId = new TreeMap<>();
    private final ArrayDeque<OpenCall> ready = new ArrayDeque<>();
    private long lastCallId;
    private transient CallbackMethods methods;

    /** Tells how callbacks are found; after making or loading this. */
    void use(CallbackMethods newMethods) {
        methods = newMethods;
    }

    /** Whether everything is there that must be; after loading this. */
    boolean isWhole() {
        return byId != null
                && ready != null
                && byId.values().stream().allMatch(each -> each != null && each.isWholeIn(this))
                && ready.stream().allMatch(each -> each.isWholeIn(this));
    }

    CallbackMethods methods() {
        return methods;
    }

    /** A record of this epoch is executed, 0 if it is not known. */
    void reached(long epoch) {
        lastCallId = Math.max(lastCallId, epoch * IDS_OF_EPOCH);
    }

    /** Returns the id of the next call, which no other call gets, whatever becomes of this one. */
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

    /** Closes a call whose reply came. */
    void close(OpenCall call) {
        byId.remove(call.callId());
    }

    /** A callback was given; if the call is done already, it is due when the running handler returns. */
    void callbackGiven(OpenCall call) {
        if (call.isDone()) {
            ready.add(call);
        }
    }

    /** The next call that was done when its callback was given; null if there is none. */
    OpenCall nextReady() {
        return ready.poll();
    }
}
