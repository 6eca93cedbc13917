package org.ambrosia.runtime.log.file;

import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.concurrent.Executor;
import java.util.function.LongSupplier;
import java.util.random.RandomGenerator;

/**
 * The parts of the world that a log uses besides its files. A simulator can decide all of them.
 *
 * @param clock states when a log is created
 * @param nanoTime a time that never goes back, in nanoseconds
 * @param random distinguishes two logs that are created at the same moment
 * @param background runs what need not hold up the writer
 * @param shared creates the files by which the processes of a log know of each other
 * @param pid the number of this process, for people to read
 */
public record Environment(
        InstantSource clock,
        LongSupplier nanoTime,
        RandomGenerator random,
        Executor background,
        SharedFiles shared,
        long pid) {
    /** Returns the system's clock, its best randomness, a thread for each task, and its locks. */
    public static Environment ofSystem() {
        return new Environment(
                InstantSource.system(),
                System::nanoTime,
                new SecureRandom(),
                Environment::runOnThread,
                new MappedFiles(),
                ProcessHandle.current().pid());
    }

    long nanos() {
        return nanoTime.getAsLong();
    }

    private static void runOnThread(Runnable task) {
        Thread thread = new Thread(task, "ambrosia-log-background");
        thread.setDaemon(true);
        thread.start();
    }
}
