package org.ambrosia.simulator.cluster;

/**
 * What came of a run in which all was well.
 *
 * @param coverage what it covered
 * @param steps how many steps processes took, at each of which one could have died
 * @param traceHash stands for everything that happened
 */
public record Outcome(Coverage coverage, long steps, long traceHash) {}
