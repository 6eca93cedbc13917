/** How long a checkpoint of much state takes, and a recovery from it. */
package org.ambrosia.benchmarks.state;
