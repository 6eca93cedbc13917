/**
 * Targets for Jazzer, a coverage-guided fuzzer: everything that reads bytes from outside. Whatever the bytes are, the answer is
 * a result or one of the runtime's own exceptions: no other exception, no endless loop, no memory claimed by a number.
 */
package org.ambrosia.simulator.fuzz;
