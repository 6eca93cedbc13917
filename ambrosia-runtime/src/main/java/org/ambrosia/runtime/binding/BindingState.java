package org.ambrosia.runtime.binding;

import org.ambrosia.runtime.codegen.ImmortalBase;
import org.ambrosia.runtime.codegen.StoredName;

/** Everything that a checkpoint contains of an application. */
@StoredName("ambrosia/State")
final class BindingState {
    /** The max size of a failure, and so the min size of the limit. */
    private static final int MIN_MESSAGE_BYTES = 1 << 10;

    private ImmortalBase immortal;
    private OpenCalls calls;
    private boolean started;
    private int maxMessageBytes;

    /** For loading. */
    BindingState() {}

    BindingState(ImmortalBase immortal, int maxMessageBytes) {
        this.immortal = immortal;
        this.calls = new OpenCalls();
        this.maxMessageBytes = maxMessageBytes;
    }

    /** Returns whether all required parts are there. Call after this was loaded. */
    boolean isWhole() {
        return immortal != null && calls != null && calls.isWhole() && maxMessageBytes >= MIN_MESSAGE_BYTES;
    }

    ImmortalBase immortal() {
        return immortal;
    }

    OpenCalls calls() {
        return calls;
    }

    /**
     * Returns the max size of a message that a handler may send, as the log states it. Whether a
     * call is too large must not depend on a setting, which may differ in a replay.
     */
    int maxMessageBytes() {
        return maxMessageBytes;
    }

    void maxMessageBytes(int bytes) {
        maxMessageBytes = bytes;
    }

    /** Returns whether {@code onFirstStart} was called. */
    boolean started() {
        return started;
    }

    void start() {
        started = true;
    }
}
