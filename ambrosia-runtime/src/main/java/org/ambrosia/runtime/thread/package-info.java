/**
 * The ways in which threads hand over to one another, and wait: for each other, and for changes in
 * directories.
 */
package org.ambrosia.runtime.thread;
