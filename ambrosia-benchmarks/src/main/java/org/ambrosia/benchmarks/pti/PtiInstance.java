package org.ambrosia.benchmarks.pti;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import org.ambrosia.runtime.api.AmbrosiaException;

/** A job, a server, or both. */
final class PtiInstance extends PtiImmortal {
    private static final int LEAST_BYTES = 16;
    private static final int HEALTH_REPORT = 3_000;
    private static final int FILLER_PIECE = 64 << 20;
    private static final long HEALTH_NANOS = 1_000_000;

    private final transient Screen screen;
    private final transient Latencies latencies = new Latencies();
    private transient byte[] buffer;

    private Settings settings;
    private PtiProxy server;
    private final List<PtiProxy> jobs = new ArrayList<>();
    private final List<byte[]> filler = new ArrayList<>();

    private long lastCall;
    private long messagesSent;
    private int round;
    private long random = 0x9e3779b97f4a7c15L;
    private long echoedBytes;
    private long lastEcho;
    private int results;

    private long receivedBytes;
    private long[] lastOfJob;
    private int jobsDone;
    private long healthChecks;
    private boolean over;

    PtiInstance(Settings settings, Screen screen) {
        this.settings = settings;
        this.screen = screen;
    }

    @Override
    protected void onFirstStart() {
        lastOfJob = new long[settings.jobNames().length];
        for (String each : settings.jobNames()) {
            jobs.add(PtiProxy.of(this, each));
        }
        for (long left = settings.stateBytes(); left > 0; left -= FILLER_PIECE) {
            filler.add(new byte[(int) Math.min(left, FILLER_PIECE)]);
        }
        if (settings.isJob()) {
            server = PtiProxy.of(this, settings.serverName());
            screen.print("Bytes per RPC\tThroughput (GB/sec)");
            self().jobContinueFork(settings.maxMessageBytes(), 0, System.currentTimeMillis());
        }
    }

    @Override
    protected void onBecomingPrimary() {
        if (over) {
            screen.end();
        }
        if (settings.serves() && settings.healthChecks()) {
            Thread health = new Thread(this::checkHealth, "health");
            health.setDaemon(true);
            health.start();
        }
    }

    private void checkHealth() {
        PtiProxy self = self();
        try {
            while (true) {
                self.amIHealthyImpulse(System.currentTimeMillis());
                LockSupport.parkNanos(HEALTH_NANOS);
            }
        } catch (AmbrosiaException ended) {
            // The instance runs no more in this process.
        }
    }

    @Override
    public void jobContinue(int messageBytes, long sentInRound, long roundStartMillis) {
        long inRound = settings.bytesPerRound() / messageBytes;
        long sent = sentInRound;
        long inTurn = 0;
        byte[] payload = payload(messageBytes);
        while (sent < inRound && inTurn <= settings.batchBytes()) {
            Payload.number(payload, ++lastCall);
            latencies.sent(lastCall);
            server.workFork(settings.job(), payload);
            messagesSent++;
            sent++;
            inTurn += messageBytes;
        }
        if (settings.withResults()) {
            server.incrementValueAsync(results).onResult(this::onResult);
        }
        if (sent < inRound) {
            self().jobContinueFork(messageBytes, sent, roundStartMillis);
            return;
        }
        double seconds = Math.max(1, System.currentTimeMillis() - roundStartMillis) / 1e3;
        screen.round(messageBytes, sent * messageBytes, seconds, latencies.percentile(0.5), latencies.percentile(0.99));
        latencies.clear();
        if (++round < settings.rounds()) {
            self().jobContinueFork(nextSize(messageBytes), 0, System.currentTimeMillis());
        } else {
            screen.print("All rounds complete (" + messagesSent + " messages sent)");
            server.reportAtServerFork(settings.job());
        }
    }

    private byte[] payload(int bytes) {
        if (buffer == null || buffer.length != bytes) {
            buffer = Payload.ofBytes(bytes);
        }
        return buffer;
    }

    private int nextSize(int last) {
        return switch (settings.sizes()) {
            case FIXED -> last;
            case DESCENDING -> last > LEAST_BYTES ? last / 2 : last;
            case RANDOM -> {
                random ^= random << 13;
                random ^= random >>> 7;
                random ^= random << 17;
                int least = Integer.numberOfTrailingZeros(LEAST_BYTES);
                int most = 31 - Integer.numberOfLeadingZeros(settings.maxMessageBytes());
                yield 1 << (least + Math.floorMod(random, most - least + 1));
            }
        };
    }

    void onResult(int value) {
        results++;
        if (value < 1) {
            screen.fail("Error: a result of " + value + " came");
        }
    }

    @Override
    public void work(int job, byte[] payload) {
        long number = Payload.number(payload);
        if (number != lastOfJob[job] + 1) {
            screen.fail("Out of order message. Expected " + (lastOfJob[job] + 1) + ", got " + number);
        }
        lastOfJob[job] = number;
        if (settings.verifyPayload() && !Payload.isWhole(payload)) {
            screen.fail("Error: call " + number + " has another payload than was sent");
        }
        long before = receivedBytes / settings.bytesPerRound();
        receivedBytes += payload.length;
        if (receivedBytes / settings.bytesPerRound() > before) {
            screen.print("Received " + (receivedBytes >> 20) + " MB so far");
        }
        if (settings.bidirectional()) {
            jobs.get(job).echoFork(payload);
        }
    }

    @Override
    public void echo(byte[] payload) {
        long number = Payload.number(payload);
        latencies.echoed(number);
        if (number != lastEcho + 1) {
            screen.fail("Out of order echo. Expected " + (lastEcho + 1) + ", got " + number);
        }
        lastEcho = number;
        if (settings.verifyPayload() && !Payload.isWhole(payload)) {
            screen.fail("Error: echo " + number + " has another payload than was sent");
        }
        long before = echoedBytes / settings.bytesPerRound();
        echoedBytes += payload.length;
        if (echoedBytes / settings.bytesPerRound() > before) {
            screen.print("Service Received " + (echoedBytes >> 20) + " MB so far");
        }
    }

    @Override
    public void reportAtServer(int job) {
        if (++jobsDone < jobs.size()) {
            return;
        }
        screen.print("Bytes received: " + receivedBytes);
        check("bytes", settings.expectedFinalBytes(), receivedBytes);
        jobs.forEach(PtiProxy::reportAtJobFork);
        screen.print("DONE");
    }

    @Override
    public void reportAtJob() {
        if (!settings.serves()) {
            screen.print("Bytes received: " + echoedBytes);
        }
        check("echoed bytes", settings.expectedEchoedBytes(), echoedBytes);
        if (!settings.serves()) {
            screen.print("DONE");
        }
        over = true;
        screen.end();
    }

    /** What the state says, wherever the checkpoint was that it came from. */
    String totals() {
        return "In the end received " + receivedBytes + " bytes, got back " + echoedBytes + " bytes";
    }

    private void check(String what, long expected, long found) {
        if (expected >= 0 && expected == found) {
            screen.print("SUCCESS: The expected number of " + what + " (" + found + ") have been received");
        } else if (expected >= 0) {
            screen.fail("Error: expected " + expected + " " + what + ", received " + found);
        }
    }

    @Override
    public int incrementValue(int value) {
        return value + 1;
    }

    @Override
    public void amIHealthy(long sentMillis) {
        if (++healthChecks % HEALTH_REPORT == 0) {
            screen.print("*X* I'm healthy after " + healthChecks + " checks, " + jobsDone + " jobs done");
        }
    }
}
