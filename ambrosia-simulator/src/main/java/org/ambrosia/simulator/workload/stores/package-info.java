/** Stores that copy their content to each other: state that grows and shrinks, and messages larger than every limit but one. */
package org.ambrosia.simulator.workload.stores;
