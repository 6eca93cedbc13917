package org.ambrosia.runtime.core.driver;

/**
 * Does one piece of work after the other, each when the host has time for it, and none on the
 * thread that adds it.
 */
@FunctionalInterface
public interface Lane {
    /** Does this after everything that was added before. If it fails, the instance ends. */
    void add(Runnable work);
}
