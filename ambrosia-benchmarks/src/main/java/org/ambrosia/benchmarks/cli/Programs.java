package org.ambrosia.benchmarks.cli;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.ambrosia.benchmarks.process.JavaProcess;

/** Our own programs, in processes, and what they say. */
final class Programs {
    private static final String OWN = "org.ambrosia.benchmarks/org.ambrosia.benchmarks.";
    private static final String READY = "READY";
    private static final long READY_SECONDS = 120;

    private Programs() {}

    /** Starts a program that says when it is ready, and waits for that. */
    static JavaProcess startReady(List<String> options, String program, Object... arguments)
            throws IOException, InterruptedException {
        return startReady(options, program, line -> {}, arguments);
    }

    /** As above, with each line that it prints. */
    static JavaProcess startReady(List<String> options, String program, Consumer<String> lines, Object... arguments)
            throws IOException, InterruptedException {
        CountDownLatch ready = new CountDownLatch(1);
        JavaProcess process = JavaProcess.start(options, OWN + program, texts(arguments), line -> {
            if (line.equals(READY)) {
                ready.countDown();
            }
            lines.accept(line);
        });
        if (!ready.await(READY_SECONDS, TimeUnit.SECONDS)) {
            process.close();
            throw new IllegalStateException(program + " is not ready after " + READY_SECONDS + " s");
        }
        return process;
    }

    /** Runs a program to its end, but not for longer than this; returns what it printed. */
    static List<String> run(long seconds, List<String> options, String program, Object... arguments)
            throws IOException, InterruptedException {
        List<String> said = new ArrayList<>();
        try (JavaProcess process = JavaProcess.start(options, OWN + program, texts(arguments), said::add)) {
            int status = process.awaitExit(seconds);
            if (status != 0) {
                throw new IllegalStateException(program + " ended with status " + status + ": " + said);
            }
        }
        return said;
    }

    /** The numbers behind a word, of each line that begins with it. */
    static List<long[]> numbers(List<String> lines, String word) {
        return lines.stream()
                .filter(line -> line.startsWith(word + " "))
                .map(line -> Stream.of(line.substring(word.length() + 1).split(" ", -1))
                        .mapToLong(Long::parseLong)
                        .toArray())
                .toList();
    }

    private static List<String> texts(Object... arguments) {
        return Stream.of(arguments).map(Object::toString).toList();
    }
}
