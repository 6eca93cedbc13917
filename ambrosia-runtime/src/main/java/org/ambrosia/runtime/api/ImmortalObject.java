package org.ambrosia.runtime.api;

/**
 * A stateful object that outlives its processes. An application extends the generated {@code
 * XImmortal} of its interface {@code X}, which extends this class. The state consists of the fields
 * of the class and of its superclasses, without {@code transient} and {@code static} ones.
 *
 * <p>A handler that throws has failed, and nothing else. What it changed before it failed stays
 * changed, and the calls that it made stay made, now and in each replay. There is no transaction.
 * So check first and change then, or undo in a {@code catch} what was half done. The caller of an
 * async call receives the exception; the exception of a fork is logged. An error of the virtual
 * machine, such as a stack overflow, ends the replica.
 *
 * <p>All methods are for the thread that runs handlers.
 */
public abstract class ImmortalObject {
    /** For generated code only; the class to extend is the generated {@code XImmortal}. */
    protected ImmortalObject() {}

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

    /**
     * Returns the name of the instance that this object is deployed as. Available from {@code
     * onFirstStart} on, not in the constructor; the same in each replica and each replay.
     */
    protected abstract String instanceName();
}
