/**
 * What must hold in every run, whatever fails. Checkers are told what happens, and throw {@link
 * org.ambrosia.simulator.check.Violation} at the first thing that is wrong. They know the formats, and nothing of how the
 * coordinator works.
 */
package org.ambrosia.simulator.check;
