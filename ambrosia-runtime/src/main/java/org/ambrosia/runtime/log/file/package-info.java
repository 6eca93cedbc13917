/**
 * The embedded log engine: segments and checkpoints as files in a directory of the instance's own.
 * The directory is on a disk of this machine, where all the log's processes run. The formats are in
 * {@code docs/reference/log-format.md}. Only the shell opens it.
 */
package org.ambrosia.runtime.log.file;
