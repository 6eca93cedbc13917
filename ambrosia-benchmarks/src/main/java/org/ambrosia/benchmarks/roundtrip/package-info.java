/**
 * Calls with a result: one who asks and one who answers, in processes of their own. Each program takes the same arguments and prints
 * the same lines as those of {@code ambrosia-peers}, so that one command measures all of them.
 */
package org.ambrosia.benchmarks.roundtrip;
