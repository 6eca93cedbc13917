package org.ambrosia.benchmarks.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Callable;
import org.ambrosia.benchmarks.raw.DurableWrites;
import org.ambrosia.benchmarks.raw.Loopback;
import org.ambrosia.benchmarks.report.Percentiles;
import org.ambrosia.benchmarks.report.Plot;
import org.ambrosia.benchmarks.report.Report;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code bench raw}. */
@Command(
        name = "raw",
        mixinStandardHelpOptions = true,
        description = "What the machine itself can do: durable writes to the disk, and TCP from one thread to another.")
final class RawCommand implements Callable<Integer> {
    private static final int[] WRITES = {4 << 10, 64 << 10, 256 << 10, 1 << 20};
    private static final int[] STREAMS = {1 << 10, 64 << 10, 256 << 10};
    private static final int LEAST_WRITES = 1_000;
    /** A disk may be quick for the first of them only. */
    private static final long LEAST_BYTES = 2L << 30;

    private static final int TRIPS = 20_000;
    private static final int TRIP_BYTES = 64;
    private static final long STREAM_BYTES = 4L << 30;

    @Mixin
    private Results results;

    private final Report report =
            new Report("raw", "What the machine itself can do", "what", "bytes", "p50 µs", "p99 µs", "MB/s");
    private final Plot plot = new Plot("What the machine itself can do", "MB/s", true, List.of("MB/s"));

    @Override
    public Integer call() throws IOException, InterruptedException {
        Path data = results.newData();
        for (int bytes : WRITES) {
            long[] nanos = DurableWrites.nanos(data, bytes, writesOf(bytes));
            row("durable write, direct", bytes, nanos, Arrays.stream(nanos).sum() / (double) nanos.length);
        }
        Results.delete(data);
        try (Loopback loopback = new Loopback()) {
            for (boolean spins : new boolean[] {false, true}) {
                loopback.roundTrips(TRIP_BYTES, TRIPS, spins);
                long[] nanos = loopback.roundTrips(TRIP_BYTES, TRIPS, spins);
                report.row(
                        "round trip, " + (spins ? "spinning" : "blocking"),
                        TRIP_BYTES,
                        micros(nanos).median(),
                        micros(nanos).at(0.99),
                        Double.NaN);
            }
            for (int bytes : STREAMS) {
                int writes = (int) (STREAM_BYTES / bytes);
                loopback.oneWay(bytes, writes / 2);
                row("one way, writes of", bytes, new long[0], (double) loopback.oneWay(bytes, writes) / writes);
            }
        }
        results.write(report, plot);
        return 0;
    }

    private static int writesOf(int bytes) {
        return bytes < 1 << 16 ? LEAST_WRITES : (int) Math.max(LEAST_WRITES, LEAST_BYTES / bytes);
    }

    private void row(String what, int bytes, long[] nanos, double nanosEach) {
        double megabytes = bytes * 1e3 / nanosEach;
        boolean known = nanos.length > 0;
        report.row(
                what,
                bytes,
                known ? micros(nanos).median() : Double.NaN,
                known ? micros(nanos).at(0.99) : Double.NaN,
                megabytes);
        plot.group(what + " " + bytes, megabytes);
    }

    private static Percentiles micros(long[] nanos) {
        return new Percentiles(Arrays.stream(nanos).mapToObj(each -> each / 1e3).toList());
    }
}
