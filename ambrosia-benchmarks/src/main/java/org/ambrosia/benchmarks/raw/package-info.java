/** What the machine itself can do: a durable write to its disk, and a connection to itself. */
package org.ambrosia.benchmarks.raw;
