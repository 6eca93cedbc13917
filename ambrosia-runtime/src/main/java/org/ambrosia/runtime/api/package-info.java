/**
 * The types that an application names: promises, proxies, configuration, handles and exceptions.
 * This package is the bottom of the stack: it knows nothing of how any of them works, and every
 * other package may use it.
 */
@NullMarked
package org.ambrosia.runtime.api;

import org.jspecify.annotations.NullMarked;
