/** What the instances of a simulated cluster do: real immortals with generated code, whose state tells whether all is well. */
package org.ambrosia.simulator.workload;
