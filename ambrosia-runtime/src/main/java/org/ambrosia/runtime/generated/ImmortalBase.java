package org.ambrosia.runtime.generated;

/**
 * The base of every generated {@code XImmortal}: its life cycle, and its connection to the binding
 * that runs it. The state consists of the fields of the class and of its superclasses, without
 * {@code transient} and {@code static} ones.
 *
 * <p>A handler that throws has failed, and nothing else. What it changed before it failed stays
 * changed, and the calls that it made stay made, now and in each replay. There is no transaction.
 * So check first and change then, or undo in a {@code catch} what was half done. The caller of an
 * async call receives the exception; the exception of a fork is logged. An error of the virtual
 * machine, such as a stack overflow, ends the replica.
 */
public abstract class ImmortalBase {
    private transient CallContext context;

    /** For the generated class only. */
    protected ImmortalBase() {}

    /**
     * Called once in the instance's life, as its first logged call, and replayed like any call.
     * Create proxies and send the first calls here.
     */
    protected void onFirstStart() throws Exception {}

    /**
     * Called each time this process has become primary, before the first new call: after {@code
     * onFirstStart} on the first start, and after recovery otherwise. Never replayed, so it must
     * not change state or fork calls. This is the only place to start threads that send impulses.
     *
     * <p>A thread that sends impulses faster than the coordinator takes them waits when 16 MiB of
     * them are under way; a warning is logged. The thread that runs handlers never waits.
     */
    protected void onBecomingPrimary() throws Exception {}

    /**
     * Returns whether the stack trace of a failed handler is sent to its caller, in addition to
     * class and message. By default it is not sent, because it names classes and lines, and any
     * party that may call would see it. This instance's log contains it. Calls of the instance to
     * itself receive it in any case. The result must depend on the code, not on state or settings.
     */
    protected boolean sendsStackTraces() {
        return false;
    }

    /** Returns the generated dispatcher for this object. */
    protected abstract Dispatcher dispatcher();

    /**
     * Returns the context through which this immortal's calls go. Available from {@code
     * onFirstStart} on, not in the constructor.
     */
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
