package org.ambrosia.benchmarks.pti;

/**
 * What a run is. Kept in the state: an instance that is started again goes on with the settings of its first start.
 *
 * @param job the job's number among the server's jobs; -1 if the instance is no job
 * @param serverName the instance that a job sends to
 * @param serves whether the instance is a server
 * @param jobNames for a server: the instances that it sends back to
 * @param bytesPerRound how much is sent in a round
 * @param maxMessageBytes the size of a message in the first round
 * @param rounds how many rounds there are
 * @param sizes how the size changes from round to round
 * @param batchBytes how much is sent before a job lets others have their turn
 * @param bidirectional whether the server sends everything back
 * @param verifyPayload whether each byte is checked
 * @param withResults whether a call with a result is made for each turn
 * @param healthChecks whether a server sends itself impulses
 * @param stateBytes how much filler the state has
 * @param expectedEchoedBytes what a job must have got back; -1 if it is not checked
 * @param expectedFinalBytes what a server must have got; -1 if it is not checked
 */
record Settings(
        int job,
        String serverName,
        boolean serves,
        String[] jobNames,
        long bytesPerRound,
        int maxMessageBytes,
        int rounds,
        Sizes sizes,
        int batchBytes,
        boolean bidirectional,
        boolean verifyPayload,
        boolean withResults,
        boolean healthChecks,
        long stateBytes,
        long expectedEchoedBytes,
        long expectedFinalBytes) {

    /** How the size of messages changes. */
    enum Sizes {
        /** Half as large in each round, down to 16 bytes. */
        DESCENDING,
        /** A power of two, drawn anew for each round. */
        RANDOM,
        /** Always the largest. */
        FIXED
    }

    boolean isJob() {
        return job >= 0;
    }
}
