/** What a benchmark found, for people and for programs: a table on the screen, and the same as text, CSV and a plot in files. */
package org.ambrosia.benchmarks.report;
