package org.ambrosia.simulator.check;

import org.ambrosia.runtime.core.CoordinatorCore.Held;
import org.ambrosia.runtime.core.CoreSettings.Limits;

/** A coordinator holds no more than its limits say, whoever is absent or slow. */
public final class MemoryBound {
    private final long inwardsBytes;
    private final long outwardsBytes;

    /**
     * Makes a checker.
     *
     * @param peers how many instances may send at once
     * @param largestBytes the largest message
     */
    public MemoryBound(Limits limits, int peers, int largestBytes) {
        long sent = limits.windowBytes() + limits.blockBytes() + (long) largestBytes;
        inwardsBytes = limits.deliveryBytes() + peers * sent + limits.recordBytes();
        outwardsBytes = limits.outboxBytes() + peers * 3L * (limits.blockBytes() + largestBytes);
    }

    /** What a coordinator holds now. */
    public void holds(String instance, Held held) {
        Violation.unless(
                held.waitingBytes() + held.undeliveredBytes() <= inwardsBytes,
                instance + " holds " + held.waitingBytes() + " bytes that are not durable and "
                        + held.undeliveredBytes() + " that are not executed, more than " + inwardsBytes);
        Violation.unless(
                held.outboxBytes() <= outwardsBytes,
                instance + " holds " + held.outboxBytes() + " bytes in outboxes, more than " + outwardsBytes);
    }
}
