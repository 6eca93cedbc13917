package org.ambrosia.simulator.workload.tokens;

/**
 * Something that is passed on.
 *
 * @param id its number; tokens that come of it have other numbers
 * @param hops how often it is still passed on
 */
public record Token(long id, int hops) {
    /** One of the tokens that come of this one. */
    Token child(int index) {
        return new Token(mix(id * 8 + index + 1), hops - 1);
    }

    /** Something that looks random, the same for the same token. */
    int choice(int bound) {
        return Math.floorMod(mix(id), bound);
    }

    /** The finalizer of SplitMix64. */
    private static long mix(long value) {
        long mixed = (value ^ (value >>> 30)) * 0xbf58476d1ce4e5b9L;
        mixed = (mixed ^ (mixed >>> 27)) * 0x94d049bb133111ebL;
        return mixed ^ (mixed >>> 31);
    }
}
