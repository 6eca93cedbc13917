package org.ambrosia.runtime.codegen;

import org.ambrosia.runtime.api.ImmortalObject;
import org.jspecify.annotations.Nullable;

/**
 * The connection of an immortal to the binding that runs it. Every generated {@code XImmortal}
 * extends this class; applications use only what {@link ImmortalObject} declares.
 */
public abstract class ImmortalBase extends ImmortalObject {
    private transient @Nullable CallContext context;

    /** For the generated class only. */
    protected ImmortalBase() {}

    /** Returns the generated dispatcher for this object. */
    protected abstract Dispatcher dispatcher();

    /**
     * Returns the context through which this immortal's calls go. Available from {@code
     * onFirstStart} on, not in the constructor.
     */
    protected final CallContext context() {
        if (context == null) {
            throw new IllegalStateException(
                    "The immortal is not deployed yet: make calls, and use self(), in onFirstStart"
                            + " or later, not in the constructor.");
        }
        return context;
    }

    @Override
    protected final String instanceName() {
        return context().instanceName();
    }

    /** The runtime's handle on the protected methods of an immortal. Not for applications. */
    public static final class Access {
        private Access() {}

        /** Connects the immortal to its binding, before anything else is called. */
        public static void bind(ImmortalBase immortal, CallContext context) {
            if (immortal.context != null) {
                throw new IllegalStateException("This object is deployed already; make a new one for each deployment.");
            }
            immortal.context = context;
        }

        /** Returns whether the immortal is connected to a binding, and so may have run. */
        public static boolean isBound(ImmortalBase immortal) {
            return immortal.context != null;
        }

        /** Returns the context that the immortal is bound to. */
        public static CallContext context(ImmortalBase immortal) {
            return immortal.context();
        }

        /** Calls {@code onFirstStart}. */
        public static void firstStart(ImmortalBase immortal) throws Exception {
            immortal.onFirstStart();
        }

        /** Calls {@code onBecomingPrimary}. */
        public static void becomingPrimary(ImmortalBase immortal) throws Exception {
            immortal.onBecomingPrimary();
        }

        /** Returns whether callers of failed handlers receive the stack trace. */
        public static boolean sendsStackTraces(ImmortalBase immortal) {
            return immortal.sendsStackTraces();
        }

        /** Returns the generated dispatcher. */
        public static Dispatcher dispatcher(ImmortalBase immortal) {
            return immortal.dispatcher();
        }
    }
}
