package org.ambrosia.runtime.log.file;

import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.concurrent.Executor;
import java.util.function.LongSupplier;
import java.util.random.RandomGenerator;

/**
 * What a log takes from the world besides its files, so that a simulator can decide it.
 *
 * @param clock tells when a log is made
 * @param nanoTime a time that never goes back, in nanoseconds
 * @param random tells two logs apart that are made at the same moment
 * @param background runs what need not hold up the writer
 * @param shared makes the files by which the processes of a log know of each other
 * @param pid the number of this process, for people to read
 */
public record Environment(
        InstantSource clock,
        LongSupplier nanoTime,
        RandomGenerator random,
        Executor background,
        SharedFiles shared,
        long pid) {
    /** The system's clock, its best randomness, a thread for each task, and its locks. */
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
