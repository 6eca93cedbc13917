/** Gauges of which two builds run, one without the newest method, now the one and now the other. */
package org.ambrosia.simulator.workload.gauges;
