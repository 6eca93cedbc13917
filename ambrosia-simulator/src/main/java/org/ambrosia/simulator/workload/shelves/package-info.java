/** States as users write them, which must be the same behind each recovery as if there had been none. */
package org.ambrosia.simulator.workload.shelves;
