package org.ambrosia.benchmarks.scale;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicLong;

/** Makes calls to an absent destination until they take so many bytes. */
final class FloodingFlooder extends FlooderImmortal {
    private static final int TURN_CALLS = 16;

    private final transient AtomicLong made;
    private final transient CountDownLatch done;
    private final transient byte[] payload;
    private final long wantedBytes;

    private FlooderProxy absent;
    private long bytes;

    FloodingFlooder(long wantedBytes, byte[] payload, AtomicLong made, CountDownLatch done) {
        this.wantedBytes = wantedBytes;
        this.payload = payload;
        this.made = made;
        this.done = done;
    }

    @Override
    protected void onFirstStart() {
        absent = FlooderProxy.of(this, "nobody");
        self().floodFork();
    }

    @Override
    public void flood() {
        for (int i = 0; i < TURN_CALLS; i++) {
            absent.takeFork(payload);
            bytes += payload.length;
        }
        made.set(bytes);
        if (bytes < wantedBytes) {
            self().floodFork();
        } else {
            done.countDown();
        }
    }

    @Override
    public void take(byte[] given) {}
}
