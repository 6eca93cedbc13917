/**
 * What a log engine provides: one instance's chain of segments and checkpoints, with one writer. An engine stores bytes
 * and keeps its promises about them; what is in them is the coordinator's business. {@code LogContract} in the tests is
 * the suite that each engine must pass.
 */
package org.ambrosia.runtime.log;
