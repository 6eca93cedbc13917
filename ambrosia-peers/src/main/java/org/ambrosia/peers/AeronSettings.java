package org.ambrosia.peers;

import io.aeron.archive.ArchiveThreadingMode;
import io.aeron.driver.MediaDriver;
import io.aeron.driver.ThreadingMode;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.agrona.concurrent.BackoffIdleStrategy;
import org.agrona.concurrent.IdleStrategy;
import org.agrona.concurrent.NoOpIdleStrategy;
import org.agrona.concurrent.YieldingIdleStrategy;
import org.ambrosia.benchmarks.process.SharedMemory;
import org.ambrosia.benchmarks.report.Setting;

/**
 * How Aeron is set for a benchmark: as its makers set it in their own (github.com/real-logic/benchmarks), except where that needs more
 * processors than there are. Prints the settings: {@code directory}.
 */
public final class AeronSettings {
    static final int SYNC_DATA_AND_LENGTH = 1;
    static final String INGRESS = "aeron:udp?term-length=16m";
    static final String LOG = "aeron:udp?term-length=64m";

    /** A property that takes another strategy: {@code backoff}, {@code yield} or {@code noop}. */
    private static final String IDLE = "ambrosia.aeron.idle";

    private static final int MTU_BYTES = 8192;
    private static final int WINDOW_BYTES = 2 << 20;
    /** Driver, archive, consensus module, service and client, each with threads of its own that never wait. */
    private static final int PROCESSORS_TO_SPIN_ON = 10;

    private static final boolean SPINS = Runtime.getRuntime().availableProcessors() >= PROCESSORS_TO_SPIN_ON;

    private AeronSettings() {}

    /** Prints the settings. */
    public static void main(String[] args) {
        settings(Path.of(args[0])).forEach(each -> System.out.println(each.line()));
    }

    /** A driver's, whose directory is not there yet. */
    static MediaDriver.Context driver(Path directory) {
        int window = windowBytes();
        MediaDriver.Context context = new MediaDriver.Context()
                .aeronDirectoryName(directory.toString())
                .threadingMode(SPINS ? ThreadingMode.DEDICATED : ThreadingMode.SHARED)
                .termBufferSparseFile(false)
                .spiesSimulateConnection(true)
                .mtuLength(MTU_BYTES)
                .ipcMtuLength(MTU_BYTES)
                .socketSndbufLength(window)
                .socketRcvbufLength(window)
                .initialWindowLength(window)
                .dirDeleteOnStart(true)
                .dirDeleteOnShutdown(true);
        return SPINS
                ? context.senderIdleStrategy(idle())
                        .receiverIdleStrategy(idle())
                        .conductorIdleStrategy(idle())
                : context.sharedIdleStrategy(idle());
    }

    static ArchiveThreadingMode archiveThreading() {
        return SPINS ? ArchiveThreadingMode.DEDICATED : ArchiveThreadingMode.SHARED;
    }

    /** A new one for each thread, as some have a state. */
    static IdleStrategy idle() {
        return switch (idleName()) {
            case "backoff" -> new BackoffIdleStrategy();
            case "yield" -> new YieldingIdleStrategy();
            case "noop" -> NoOpIdleStrategy.INSTANCE;
            default ->
                throw new IllegalArgumentException(IDLE + ": expected backoff, yield or noop, found " + idleName());
        };
    }

    private static String idleName() {
        return System.getProperty(IDLE, SPINS ? "noop" : "backoff");
    }

    /** As the makers have it, if the system lets a socket have so much. */
    private static int windowBytes() {
        return Math.min(WINDOW_BYTES, Math.min(limit("rmem_max"), limit("wmem_max")));
    }

    private static int limit(String name) {
        // By one read of all: the JDK reads byte by byte what has no length, and the system answers the first read
        // only.
        try (BufferedReader in = Files.newBufferedReader(Path.of("/proc/sys/net/core", name))) {
            return Integer.parseInt(in.readLine().strip());
        } catch (IOException notLinux) {
            return WINDOW_BYTES;
        }
    }

    private static List<Setting> settings(Path data) {
        String benchmarks = "real-logic/benchmarks, scripts/aeron/";
        String window = Integer.toString(windowBytes());
        String few = "fewer than " + PROCESSORS_TO_SPIN_ON
                + " processors: the makers' DEDICATED and noop would let threads that wait keep"
                + " those from running that don't";
        List<Setting> settings = new ArrayList<>();
        settings.add(
                SharedMemory.isUsable()
                        ? new Setting(
                                "aeron.dir",
                                SharedMemory.of(data).getParent().toString(),
                                "shared memory (wiki, Performance-Testing; " + benchmarks.replace("aeron/", "samples/")
                                        + "cluster_localhost)")
                        : new Setting(
                                "aeron.dir", "on the disk", "NO SHARED MEMORY HERE: slower than its makers want it"));
        settings.add(new Setting(
                "aeron.mtu.length, aeron.ipc.mtu.length",
                Integer.toString(MTU_BYTES),
                "the larger of the two that the makers measure (" + benchmarks + "remote-cluster-benchmarks)"));
        settings.add(new Setting(
                "aeron.socket.so_sndbuf, so_rcvbuf, aeron.rcv.initial.window.length",
                window,
                (windowBytes() < WINDOW_BYTES
                                ? "ALL THAT THE SYSTEM ALLOWS (net.core.rmem_max, wmem_max); makers: 2m"
                                : "2m")
                        + " (" + benchmarks + "low-latency-driver.properties)"));
        settings.add(new Setting(
                "aeron.term.buffer.sparse.file, aeron.pre.touch.mapped.memory",
                "false, " + Boolean.getBoolean("aeron.pre.touch.mapped.memory"),
                "no page faults while measuring (" + benchmarks + "low-latency-driver.properties)"));
        settings.add(new Setting(
                "terms",
                "ingress 16m, log 64m, IPC 64m",
                "Aeron's defaults, as in the makers' benchmarks of clusters"));
        settings.add(new Setting(
                "aeron.threading.mode, aeron.archive.threading.mode",
                SPINS ? "DEDICATED" : "SHARED",
                SPINS ? benchmarks + "low-latency-driver.properties, low-latency-archive.properties" : few));
        settings.add(new Setting(
                "idle strategies of driver, archive, consensus module, service",
                idleName(),
                SPINS ? benchmarks + "remote-cluster-benchmarks" : "Aeron's default; " + few));
        settings.add(new Setting(
                "idle strategy of the client", "yield", "as a client that shares its processor with the driver"));
        settings.add(new Setting(
                "aeron.archive.file.sync.level, catalog, cluster",
                Integer.toString(SYNC_DATA_AND_LENGTH),
                "on stable storage before it is executed, as ours; the makers measure 0"));
        settings.add(new Setting(
                "aeron.archive.recording.events.enabled",
                "false",
                "nobody listens (" + benchmarks + "remote-cluster-benchmarks)"));
        settings.add(new Setting(
                "agrona.disable.bounds.checks, java.net.preferIPv4Stack",
                Boolean.getBoolean("agrona.disable.bounds.checks") + ", "
                        + Boolean.getBoolean("java.net.preferIPv4Stack"),
                benchmarks + "low-latency-driver.properties"));
        settings.add(new Setting(
                "ingress and egress",
                "UDP by loopback, a media driver for each process",
                "from one process to another, as all contestants"));
        return settings;
    }
}
