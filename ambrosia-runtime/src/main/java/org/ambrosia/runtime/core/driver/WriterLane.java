package org.ambrosia.runtime.core.driver;

/** The lane of what is written to the log. Used by the driver alone, but for {@link #isStuck}, which any thread may ask. */
public interface WriterLane extends Lane {
    /** As {@link #add}, of work so small that it may be kept until {@link #finish}, and be done on the driver's own thread then. */
    void addSmall(Runnable work);

    /**
     * Nothing that was kept is kept any longer.
     *
     * @param here whether the driver has nothing else to do, so that it is best done here and now
     */
    void finish(boolean here);

    /** Whether it has been at one piece of work for longer than this. */
    boolean isStuck(long nanos);
}
