/**
 * The same loads as those of {@code ambrosia-benchmarks}, on the systems that users choose instead: gRPC-java, of which nothing is
 * durable, and Aeron Cluster with one node, whose log is synced. On the class path, since not all of their jars are modules.
 */
package org.ambrosia.peers;
