/** Many instances at once, in one process or calling one server, and an outbox whose destination is absent. */
package org.ambrosia.benchmarks.scale;
