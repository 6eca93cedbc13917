package org.ambrosia.benchmarks.state;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;

/** Holds so many bytes, in pieces. */
final class HoldingHolder extends HolderImmortal {
    private static final int PIECE_BYTES = 64 << 10;

    private final transient CountDownLatch primary = new CountDownLatch(1);
    private final transient long stateBytes;
    private final List<byte[]> state = new ArrayList<>();

    HoldingHolder(long stateBytes) {
        this.stateBytes = stateBytes;
    }

    @Override
    protected void onFirstStart() {
        for (long left = stateBytes; left > 0; left -= PIECE_BYTES) {
            state.add(new byte[(int) Math.min(left, PIECE_BYTES)]);
        }
    }

    @Override
    protected void onBecomingPrimary() {
        primary.countDown();
    }

    @Override
    public void log(byte[] filler) {}

    /** Waits until impulses may be sent: everything that was logged before has been executed. */
    void awaitPrimary() throws InterruptedException {
        primary.await();
    }

    /** Sends something that is logged. */
    void touch(int bytes) {
        self().logImpulse(new byte[bytes]);
    }
}
