/** Java programs as processes of their own, with the modules that the benchmark has. */
package org.ambrosia.benchmarks.process;
