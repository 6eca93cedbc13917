package org.ambrosia.benchmarks.process;

import com.sun.management.GarbageCollectionNotificationInfo;
import com.sun.management.ThreadMXBean;
import java.lang.management.GarbageCollectorMXBean;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryUsage;
import javax.management.NotificationEmitter;
import javax.management.openmbean.CompositeData;

/** How much memory this process takes. */
public final class Allocation {
    /** The property by which a program says behind each collection of garbage what is left in its heap: {@code LIVE bytes}. */
    public static final String REPORT = "ambrosia.benchmark.reportLive";

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

    /** How much of the heap is used, garbage included. */
    public static long usedHeapBytes() {
        return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
    }

    /** Says from now on what is live, if {@link #REPORT} is set. */
    public static void reportIfWanted() {
        if (!Boolean.getBoolean(REPORT)) {
            return;
        }
        for (GarbageCollectorMXBean each : ManagementFactory.getGarbageCollectorMXBeans()) {
            ((NotificationEmitter) each)
                    .addNotificationListener(
                            (notification, unused) -> {
                                long live = GarbageCollectionNotificationInfo.from(
                                                (CompositeData) notification.getUserData())
                                        .getGcInfo()
                                        .getMemoryUsageAfterGc()
                                        .entrySet()
                                        .stream()
                                        .filter(pool -> isHeap(pool.getKey()))
                                        .map(pool -> pool.getValue())
                                        .mapToLong(MemoryUsage::getUsed)
                                        .sum();
                                System.out.println("LIVE " + live);
                            },
                            null,
                            null);
        }
    }

    private static boolean isHeap(String pool) {
        return pool.contains("Eden") || pool.contains("Survivor") || pool.contains("Old") || pool.contains("Tenured");
    }
}
