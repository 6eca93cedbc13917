/**
 * The embedded registry: a directory with a small file for each instance, shared by the processes
 * that can read it.
 */
package org.ambrosia.runtime.registry.file;
