package org.ambrosia.benchmarks.scale;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.LongAdder;
import org.ambrosia.benchmarks.process.Side;
import org.ambrosia.runtime.api.Instance;

/**
 * Some instances in one process: {@code directory name count target outstanding seconds}. They are called {@code name0}, {@code name1} … The
 * target is whom each calls, {@code next} for the next of them, or {@code none}.
 */
public final class NodesMain {
    private static final int PAYLOAD_BYTES = 16;
    private static final long WARM_UP_MILLIS = 8_000;

    private NodesMain() {}

    /** Says how many answers came in so many seconds, and ends; or, if nobody is called, runs until killed. */
    public static void main(String[] args) throws InterruptedException {
        Path directory = Path.of(args[0]);
        int count = Integer.parseInt(args[2]);
        LongAdder answers = new LongAdder();
        List<Instance> running = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            CallingNode node = new CallingNode(
                    target(args[1], args[3], (i + 1) % count),
                    Integer.parseInt(args[4]),
                    new byte[PAYLOAD_BYTES],
                    answers);
            running.add(Side.start(args[1] + i, node, directory, new int[0]));
        }
        for (Instance each : running) {
            each.awaitServing();
        }
        System.out.println("READY");
        if (args[3].equals("none")) {
            running.get(0).awaitTermination();
            return;
        }
        Thread.sleep(WARM_UP_MILLIS);
        long before = answers.sum();
        long begin = System.nanoTime();
        Thread.sleep(1_000L * Integer.parseInt(args[5]));
        long after = answers.sum();
        System.out.println("RESULT " + (after - before) + " " + (System.nanoTime() - begin));
        Runtime.getRuntime().halt(0);
    }

    private static String target(String name, String wanted, int next) {
        return switch (wanted) {
            case "none" -> "";
            case "next" -> name + next;
            default -> wanted;
        };
    }
}
