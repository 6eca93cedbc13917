package org.ambrosia.runtime.core.driver;

/**
 * The lane of what is written to the log. Only the driver uses it, except for {@link #isStuck},
 * which any thread may call.
 */
public interface WriterLane extends Lane {
    /**
     * Adds work like {@link #add}. The work is so small that it may be kept until {@link #finish},
     * and then be done on the driver's own thread.
     */
    void addSmall(Runnable work);

    /**
     * Passes on the work that was kept.
     *
     * @param here whether the driver has nothing else to do, so that it is best done here and now
     */
    void finish(boolean here);

    /** Returns whether it has been at one piece of work for longer than this. */
    boolean isStuck(long nanos);
}
