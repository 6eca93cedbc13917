package org.ambrosia.runtime.contract;

import org.ambrosia.runtime.generated.ArgumentReader;
import org.ambrosia.runtime.generated.ArgumentWriter;
import org.ambrosia.runtime.generated.Dispatcher;
import org.ambrosia.runtime.generated.ImmortalBase;
import org.ambrosia.runtime.generated.UnknownMethodException;

/** An immortal that does nothing, and holds what a test gives it. */
@SuppressWarnings("UnusedVariable") // A part of the state.
public final class Idle extends ImmortalBase {
    private volatile Object held;

    /** Holds this from now on, as a part of its state. */
    public void hold(Object value) {
        held = value;
    }

    @Override
    protected Dispatcher dispatcher() {
        return new Dispatcher() {
            @Override
            public boolean dispatch(int methodId, ArgumentReader arguments, ArgumentWriter result)
                    throws UnknownMethodException {
                throw new UnknownMethodException("Idle", methodId);
            }

            @Override
            public String schema() {
                return "interface Idle\n";
            }
        };
    }
}
