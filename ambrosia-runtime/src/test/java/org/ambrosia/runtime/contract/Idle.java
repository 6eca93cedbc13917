package org.ambrosia.runtime.contract;

import org.ambrosia.runtime.codegen.ArgumentReader;
import org.ambrosia.runtime.codegen.ArgumentWriter;
import org.ambrosia.runtime.codegen.Dispatcher;
import org.ambrosia.runtime.codegen.ImmortalBase;
import org.ambrosia.runtime.codegen.UnknownMethodException;

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
