package org.ambrosia.benchmarks.oneway;

import java.util.concurrent.CountDownLatch;
import org.ambrosia.benchmarks.process.Allocation;

/**
 * Sends rounds of calls, of which the last is measured and the others are to warm up, with so many bytes under way at most; a round ends
 * when the sink has executed its last call.
 */
final class SendingSource extends SourceImmortal {
    /** While one turn is executed, others are being logged, on the same disk as what they send. */
    private static final int TURNS = 4;

    private static final int TURN_BYTES = 512 << 10;
    private static final int REPORT_BYTES = 1 << 20;
    private static final int WINDOW_BYTES = 8 << 20;
    /** What a call takes beside its payload, for the windows above. */
    private static final int CALL_BYTES = 16;

    private final transient CountDownLatch done;
    private final transient byte[] payload;
    private final long callsInRound;
    private final long callsToWarmUp;
    private transient long begunNanos;
    private transient long tookNanos;
    private transient long begunBytes;
    private transient long tookBytes;
    private transient volatile long said;

    private SinkProxy sink;
    private long sent;
    private long taken;
    private int turns;

    SendingSource(int payloadBytes, long callsInRound, int warmups, CountDownLatch done) {
        this.payload = new byte[payloadBytes];
        this.callsInRound = callsInRound;
        this.callsToWarmUp = warmups * callsInRound;
        this.done = done;
    }

    @Override
    protected void onFirstStart() {
        sink = SinkProxy.of(this, "sink");
        takeTurns();
    }

    @Override
    public void send() {
        int callBytes = payload.length + CALL_BYTES;
        long reportEach = Math.max(1, REPORT_BYTES / callBytes);
        long end = (taken / callsInRound + 1) * callsInRound;
        for (long inTurn = 0; inTurn < TURN_BYTES; inTurn += callBytes) {
            if (sent == end || (sent - taken) * callBytes > WINDOW_BYTES) {
                turns--;
                return;
            }
            sink.takeFork(payload);
            if (++sent % reportEach == 0 || sent == end) {
                sink.reportFork(self());
            }
        }
        self().sendFork();
    }

    @Override
    public void taken(long calls) {
        taken = calls;
        said = calls;
        if (taken == callsToWarmUp) {
            begunBytes = Allocation.bytes();
            begunNanos = System.nanoTime();
        } else if (taken == callsToWarmUp + callsInRound) {
            tookNanos = System.nanoTime() - begunNanos;
            tookBytes = Allocation.bytes() - begunBytes;
            done.countDown();
            return;
        }
        takeTurns();
    }

    private void takeTurns() {
        for (; turns < TURNS; turns++) {
            self().sendFork();
        }
    }

    /** How many calls the sink has executed, as far as it has said. From any thread. */
    long takenCalls() {
        return said;
    }

    /** How much memory the process has taken from its heap in the round that was measured. */
    long tookBytes() {
        return tookBytes;
    }

    /** How long the round took that was measured. */
    long tookNanos() {
        return tookNanos;
    }
}
