package org.ambrosia.runtime.generated;

/**
 * The base of every generated {@code XImmortal}: its life cycle, and its tie to the binding that runs it. State is the
 * fields of the class and of its superclasses without {@code transient} and {@code static} ones.
 */
public abstract class ImmortalBase {
    private transient CallContext context;

    /** For the generated class only. */
    protected ImmortalBase() {}

    /**
     * Called once in the instance's life, as its first logged call; replayed like any call. The place to make proxies
     * and to send the first calls.
     */
    protected void onFirstStart() throws Exception {}

    /**
     * Called each time this process has become the one that serves: after {@code onFirstStart} on the first start,
     * after recovery otherwise, and before the first new call. Never replayed, so it must not change state nor fork
     * calls. The only place to start threads that send impulses.
     */
    protected void onBecomingPrimary() throws Exception {}

    /** The generated dispatcher for this object. */
    protected abstract Dispatcher dispatcher();

    /** What this immortal's calls go through. Available from {@code onFirstStart} on, not in the constructor. */
    protected final CallContext context() {
        if (context == null) {
            throw new IllegalStateException("The immortal is not deployed yet: make proxies in onFirstStart or later,"
                    + " not in the constructor.");
        }
        return context;
    }

    /** The runtime's handle on the protected methods of an immortal. Not for applications. */
    public static final class Access {
        private Access() {}

        /** Ties the immortal to its binding, before anything else is called. */
        public static void bind(ImmortalBase immortal, CallContext context) {
            if (immortal.context != null) {
                throw new IllegalStateException("This object is deployed already; make a new one for each deployment.");
            }
            immortal.context = context;
        }

        /** The context that the immortal is bound to. */
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

        /** The generated dispatcher. */
        public static Dispatcher dispatcher(ImmortalBase immortal) {
            return immortal.dispatcher();
        }
    }
}
