package org.ambrosia.simulator.check;

/**
 * A call that an instance took.
 *
 * @param sequence the record that has it
 * @param call which call it is, by a number of its own in the whole run
 */
public record Taken(long sequence, long call) {}
