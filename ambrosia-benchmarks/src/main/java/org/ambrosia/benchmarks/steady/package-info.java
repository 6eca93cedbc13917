/**
 * A client in this process that sends calls at a steady pace to a server with replicas, each of which is two processes, and notes when each
 * call was answered. Both sides check that every call comes once and in order.
 */
package org.ambrosia.benchmarks.steady;
