/** The commands of {@code bin/ambrosia}. */
package org.ambrosia.runtime.cli;
