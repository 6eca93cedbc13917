/** The entry point, {@link org.ambrosia.runtime.Ambrosia}, and nothing else. */
@NullMarked
package org.ambrosia.runtime;

import org.jspecify.annotations.NullMarked;
