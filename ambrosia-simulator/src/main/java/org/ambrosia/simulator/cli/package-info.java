/** The commands of the simulator. */
package org.ambrosia.simulator.cli;
