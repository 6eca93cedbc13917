package org.ambrosia.simulator.workload;

/**
 * Where a call comes from, as its maker counts.
 *
 * @param source the instance that made it
 * @param number how many calls the source has made to the destination, this one included
 */
public record Stamp(String source, long number) {}
