package org.ambrosia.benchmarks.pti;

import org.ambrosia.annotations.Immortal;
import org.ambrosia.annotations.Impulse;

/** What jobs and servers send each other. An instance may be both, and then sends to itself. */
@Immortal
public interface Pti {
    /** To a job, from itself: goes on in a round; between two of these, echoes are executed and checkpoints can be taken. */
    void jobContinue(int messageBytes, long sentInRound, long roundStartMillis);

    /** To a server: work of a job. */
    void work(int job, byte[] payload);

    /** To a job: its own work, from the server. */
    void echo(byte[] payload);

    /** To a server: a job has sent everything. */
    void reportAtServer(int job);

    /** To a job: the server has counted everything. */
    void reportAtJob();

    /** To a server: the next number; a call with a result, beside the work. */
    int incrementValue(int value);

    /** To a server, from itself: shows that impulses arrive while there is load. */
    @Impulse
    void amIHealthy(long sentMillis);
}
