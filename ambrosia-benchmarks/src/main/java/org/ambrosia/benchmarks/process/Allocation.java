package org.ambrosia.benchmarks.process;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;

/** How much memory this process has taken from the heap. */
public final class Allocation {
    private Allocation() {}

    /** All bytes that the threads which live at the moment have ever allocated. */
    public static long bytes() {
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        long sum = 0;
        for (long each : threads.getThreadAllocatedBytes(threads.getAllThreadIds())) {
            sum += Math.max(0, each);
        }
        return sum;
    }
}
