/**
 * A machine's disk as a file system for {@code java.nio.file}, so that the production log engine runs on it unchanged. It
 * keeps apart what was written and what is on stable storage, and tears, fails and forgets as {@link
 * org.ambrosia.simulator.disk.DiskFaults} decide. It has what the log engine uses, and refuses the rest.
 */
package org.ambrosia.simulator.disk;
