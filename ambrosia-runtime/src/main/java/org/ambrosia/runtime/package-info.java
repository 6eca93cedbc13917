/** The entry point, {@link org.ambrosia.runtime.Ambrosia}, and nothing else. */
package org.ambrosia.runtime;
