/**
 * What single parts of the runtime cost: encoding and dispatching calls, framing them, appending them to a log and reading it again. By
 * JMH, on the class path, where internal packages can be reached.
 */
package org.ambrosia.microbenchmarks;
