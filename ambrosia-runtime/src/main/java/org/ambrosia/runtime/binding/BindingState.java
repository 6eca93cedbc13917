package org.ambrosia.runtime.binding;

import org.ambrosia.runtime.generated.ImmortalBase;
import org.ambrosia.runtime.generated.StoredName;

/** Everything that a checkpoint holds of an application. */
@StoredName("ambrosia/State")
final class BindingState {
    private ImmortalBase immortal;
    private OpenCalls calls;
    private boolean started;

    /** For loading. */
    BindingState() {}

    BindingState(ImmortalBase immortal) {
        this.immortal = immortal;
        this.calls = new OpenCalls();
    }

    /** Whether everything is there that must be; after loading this. */
    boolean isWhole() {
        return immortal != null && calls != null && calls.isWhole();
    }

    ImmortalBase immortal() {
        return immortal;
    }

    OpenCalls calls() {
        return calls;
    }

    /** Whether {@code onFirstStart} was called. */
    boolean started() {
        return started;
    }

    void start() {
        started = true;
    }
}
