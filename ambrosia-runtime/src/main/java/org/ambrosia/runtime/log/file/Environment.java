package org.ambrosia.runtime.log.file;

import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.concurrent.Executor;
import java.util.random.RandomGenerator;

/**
 * What a log takes from the world besides its files, so that a simulator can decide it.
 *
 * @param clock tells when a log is made
 * @param random tells two logs apart that are made at the same moment
 * @param background runs what need not hold up the writer
 */
public record Environment(InstantSource clock, RandomGenerator random, Executor background) {
    /** The system's clock, its best randomness, and a thread for each task. */
    public static Environment ofSystem() {
        return new Environment(InstantSource.system(), new SecureRandom(), Environment::runOnThread);
    }

    private static void runOnThread(Runnable task) {
        Thread thread = new Thread(task, "ambrosia-log-background");
        thread.setDaemon(true);
        thread.start();
    }
}
