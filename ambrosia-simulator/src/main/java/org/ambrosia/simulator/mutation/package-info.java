/** Breaks the production code in small ways, one at a time, to see that the simulator notices. */
package org.ambrosia.simulator.mutation;
