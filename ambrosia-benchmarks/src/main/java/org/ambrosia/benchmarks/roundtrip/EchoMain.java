package org.ambrosia.benchmarks.roundtrip;

import java.nio.file.Path;
import org.ambrosia.benchmarks.process.Side;
import org.ambrosia.runtime.api.Instance;

/** Who answers: {@code directory}, or with a coordinator in another process {@code directory receivePort sendPort}. */
public final class EchoMain {
    private EchoMain() {}

    /** Runs until killed. */
    public static void main(String[] args) throws InterruptedException {
        try (Instance echo = Side.start("echo", new EchoingEcho(), Path.of(args[0]), Side.ports(args, 1))) {
            echo.awaitServing();
            System.out.println("READY");
            echo.awaitTermination();
        }
    }
}
