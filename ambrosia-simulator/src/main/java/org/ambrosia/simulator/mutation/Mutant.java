package org.ambrosia.simulator.mutation;

/**
 * A small way to break the production code.
 *
 * @param name what is done wrong
 * @param file the source file, below the runtime's root package
 * @param original a text that is there once
 * @param broken what stands in its place
 */
public record Mutant(String name, String file, String original, String broken) {
    /**
     * The broken source.
     *
     * @throws IllegalStateException if the original is not there exactly once, so that this mutant has to be written anew
     */
    String applyTo(String source) {
        int at = source.indexOf(original);
        if (at < 0 || source.indexOf(original, at + 1) >= 0) {
            throw new IllegalStateException("The mutant \"" + name + "\" does not fit " + file
                    + " any more: expected once, found " + (at < 0 ? "nowhere" : "more often") + ": " + original);
        }
        return source.substring(0, at) + broken + source.substring(at + original.length());
    }
}
