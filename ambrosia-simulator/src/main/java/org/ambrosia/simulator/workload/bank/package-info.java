/** Accounts that send each other money, which must not become more or less. */
package org.ambrosia.simulator.workload.bank;
