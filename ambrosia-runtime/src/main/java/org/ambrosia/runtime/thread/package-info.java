/** How threads hand over to one another, and wait. */
package org.ambrosia.runtime.thread;
