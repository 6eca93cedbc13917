package org.ambrosia.runtime.binding;

import org.ambrosia.runtime.generated.ImmortalBase;
import org.ambrosia.runtime.generated.StoredName;

/** Everything that a checkpoint holds of an application. */
@StoredName("ambrosia/State")
final class BindingState {
    /** What a failure takes at most, and so the least that a limit may be. */
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

    /** Whether everything is there that must be; after loading this. */
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
     * The largest message that a handler may send, as the log says: whether a call is too large must not depend on a setting, which may be
     * another one in a replay.
     */
    int maxMessageBytes() {
        return maxMessageBytes;
    }

    void maxMessageBytes(int bytes) {
        maxMessageBytes = bytes;
    }

    /** Whether {@code onFirstStart} was called. */
    boolean started() {
        return started;
    }

    void start() {
        started = true;
    }
}
