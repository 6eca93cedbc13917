/** Desks that order goods of each other. What they did is told by their logs, though one log may be exchanged for another. */
package org.ambrosia.simulator.workload.desks;
