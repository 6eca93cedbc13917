/**
 * The embedded log engine: segments and checkpoints as files in a directory of the instance's own, on this machine's disk
 * or a shared file system. The formats are in {@code docs/LOG-FORMAT.md}. Only the shell opens it.
 */
package org.ambrosia.runtime.log.file;
