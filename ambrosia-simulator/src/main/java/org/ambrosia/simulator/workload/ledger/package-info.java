/** Ledgers that clients write to, each of whose calls must be executed once, in order. */
package org.ambrosia.simulator.workload.ledger;
