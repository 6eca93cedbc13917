package org.ambrosia.runtime.generated;

/**
 * The base of every generated {@code XImmortal}: its life cycle, and its tie to the binding that runs it. State is the
 * fields of the class and of its superclasses without {@code transient} and {@code static} ones.
 *
 * <p>A handler that throws has failed, and nothing else: what it changed before stays changed, and what it called before stays called, now
 * and in each replay. There is no transaction. So check first and change then, or put right in a {@code catch} what was half done. The
 * caller of an async call gets the exception; that of a fork is logged. An error of the virtual machine, such as a stack overflow, ends the
 * replica.
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
     * calls. The only place to start threads that send impulses. A thread that sends impulses faster than the coordinator takes
     * them waits as soon as 16 MiB of them are under way, which is warned of; the thread that runs handlers never waits.
     */
    protected void onBecomingPrimary() throws Exception {}

    /**
     * Whether the stack trace of a handler that failed is sent to its caller, beside class and message. By default it is not: it names
     * classes and lines, and any party that may call sees it; it is in this instance's log. Calls of the instance to itself get it in any
     * case. A decision of the code, not of state or settings.
     */
    protected boolean sendsStackTraces() {
        return false;
    }

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

        /** Whether the immortal is tied to a binding, and so may have run. */
        public static boolean isBound(ImmortalBase immortal) {
            return immortal.context != null;
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

        /** Whether callers of failed handlers get the stack trace. */
        public static boolean sendsStackTraces(ImmortalBase immortal) {
            return immortal.sendsStackTraces();
        }

        /** The generated dispatcher. */
        public static Dispatcher dispatcher(ImmortalBase immortal) {
            return immortal.dispatcher();
        }
    }
}
