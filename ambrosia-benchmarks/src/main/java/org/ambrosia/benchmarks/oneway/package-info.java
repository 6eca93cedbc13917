/**
 * Calls without a result, as many as go through: a source and a sink, in processes of their own. Each program takes the same
 * arguments and prints the same lines as those of {@code ambrosia-peers}, so that one command measures all of them.
 */
package org.ambrosia.benchmarks.oneway;
