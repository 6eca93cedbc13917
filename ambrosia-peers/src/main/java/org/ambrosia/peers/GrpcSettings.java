package org.ambrosia.peers;

import io.grpc.netty.shaded.io.netty.channel.epoll.Epoll;
import java.util.List;
import org.ambrosia.benchmarks.report.Setting;

/** Prints how gRPC is set for a benchmark. */
public final class GrpcSettings {
    private GrpcSettings() {}

    /** Prints the settings. */
    public static void main(String[] args) {
        settings().forEach(each -> System.out.println(each.line()));
    }

    private static List<Setting> settings() {
        String guide = "grpc.io/docs/guides/performance";
        return List.of(
                new Setting("channels, stubs", "one, kept", "always re-use stubs and channels (" + guide + ")"),
                new Setting(
                        "calls without a result",
                        "one client stream a round",
                        "streaming for a long-lived flow of data (" + guide + ")"),
                new Setting("calls with a result", "non-blocking stub", "to have several under way (" + guide + ")"),
                new Setting(
                        "executor",
                        "direct, both sides",
                        "the number of threads limited (" + guide
                                + "); nothing here blocks, which is what directExecutor asks for (its Javadoc)"),
                new Setting(
                        "flow-control window",
                        Grpc.WINDOW_BYTES + " bytes, both sides",
                        "more than the default of 1 MiB, with which a stream waits for its other side (flowControlWindow, Javadoc)"),
                new Setting(
                        "on-ready threshold",
                        Grpc.READY_BYTES + " bytes",
                        "more than the default of 32 KiB before a stream says that it is not ready (CallOptions, Javadoc)"),
                new Setting(
                        "event loops",
                        Grpc.EVENT_LOOPS + " for connections, each side",
                        "a connection has one loop; gRPC's default is one a processor"),
                new Setting(
                        "transport",
                        Epoll.isAvailable() ? "epoll" : "NIO",
                        Epoll.isAvailable()
                                ? "Netty's native one, which gRPC itself prefers on Linux"
                                : "NO EPOLL HERE: " + Epoll.unavailabilityCause()),
                new Setting(
                        "marshaller",
                        "bytes as they are, drained",
                        "saves gRPC the work of Protocol Buffers and a copy"));
    }
}
