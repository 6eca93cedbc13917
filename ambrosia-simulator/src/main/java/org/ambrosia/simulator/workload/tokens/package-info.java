/** Numbered tokens, passed on by forks and async calls in chains, fans and cycles, to others and to oneself. */
package org.ambrosia.simulator.workload.tokens;
