/**
 * The service that a log engine provides: one instance's chain of segments and checkpoints, with
 * one writer. An engine stores bytes and keeps its promises about them; their content is the
 * coordinator's business. {@code LogEngineContract} in module {@code ambrosia-engine-tck} is the
 * suite that each engine must pass.
 */
@NullMarked
package org.ambrosia.runtime.log;

import org.jspecify.annotations.NullMarked;
