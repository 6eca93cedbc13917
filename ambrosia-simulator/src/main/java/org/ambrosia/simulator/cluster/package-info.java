/**
 * A cluster in virtual time: machines with disks and clocks, processes that run the production parts, a network between them,
 * and what goes wrong with all of it.
 */
package org.ambrosia.simulator.cluster;
