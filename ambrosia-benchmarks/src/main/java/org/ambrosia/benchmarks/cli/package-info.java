/** The commands: {@code bin/ambrosia bench}. */
package org.ambrosia.benchmarks.cli;
