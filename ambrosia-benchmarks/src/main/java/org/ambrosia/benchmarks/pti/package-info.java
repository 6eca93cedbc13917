/**
 * The interruptible performance test: a job sends rounds of calls, in each round of half the size, to a server, which counts them and
 * sends them back. It measures throughput, and it is an oracle: killed anywhere, its totals must come out exact.
 */
package org.ambrosia.benchmarks.pti;
