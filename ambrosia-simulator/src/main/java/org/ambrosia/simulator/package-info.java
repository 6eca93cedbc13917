/**
 * Runs whole clusters in one thread and virtual time, from one seed: the production core, binding, generated code and log
 * engine, on simulated disks, networks and clocks, under faults.
 */
package org.ambrosia.simulator;
