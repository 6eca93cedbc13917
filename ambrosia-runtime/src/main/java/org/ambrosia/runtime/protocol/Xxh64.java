package org.ambrosia.runtime.protocol;

/**
 * The XXH64 hash with seed 0, which checks the records between coordinator and binding. It follows
 * the specification of xxHash by Yann Collet.
 */
public final class Xxh64 {
    private static final long PRIME_1 = 0x9E3779B185EBCA87L;
    private static final long PRIME_2 = 0xC2B2AE3D27D4EB4FL;
    private static final long PRIME_3 = 0x165667B19E3779F9L;
    private static final long PRIME_4 = 0x85EBCA77C2B2AE63L;
    private static final long PRIME_5 = 0x27D4EB2F165667C5L;
    /** The sum of the first two primes, modulo 2 to the 64th. */
    private static final long PRIME_1_PLUS_2 = 0x60EA27EEADC0B5D6L;

    private static final int STRIPE = 32;

    private Xxh64() {}

    /** Returns the hash of a slice. */
    public static long of(byte[] bytes, int offset, int length) {
        int at = offset;
        int end = offset + length;
        long hash = PRIME_5;
        if (length >= STRIPE) {
            long one = PRIME_1_PLUS_2;
            long two = PRIME_2;
            long three = 0;
            long four = -PRIME_1;
            for (; at <= end - STRIPE; at += STRIPE) {
                one = round(one, i64(bytes, at));
                two = round(two, i64(bytes, at + 8));
                three = round(three, i64(bytes, at + 16));
                four = round(four, i64(bytes, at + 24));
            }
            hash = Long.rotateLeft(one, 1)
                    + Long.rotateLeft(two, 7)
                    + Long.rotateLeft(three, 12)
                    + Long.rotateLeft(four, 18);
            hash = merge(merge(merge(merge(hash, one), two), three), four);
        }
        hash += length;
        for (; at <= end - 8; at += 8) {
            hash = Long.rotateLeft(hash ^ round(0, i64(bytes, at)), 27) * PRIME_1 + PRIME_4;
        }
        if (at <= end - 4) {
            long four = (int) Encoder.INT_LE.get(bytes, at) & 0xffff_ffffL;
            hash = Long.rotateLeft(hash ^ four * PRIME_1, 23) * PRIME_2 + PRIME_3;
            at += 4;
        }
        for (; at < end; at++) {
            hash = Long.rotateLeft(hash ^ (bytes[at] & 0xff) * PRIME_5, 11) * PRIME_1;
        }
        hash = (hash ^ hash >>> 33) * PRIME_2;
        hash = (hash ^ hash >>> 29) * PRIME_3;
        return hash ^ hash >>> 32;
    }

    private static long round(long lane, long input) {
        return Long.rotateLeft(lane + input * PRIME_2, 31) * PRIME_1;
    }

    private static long merge(long hash, long lane) {
        return (hash ^ round(0, lane)) * PRIME_1 + PRIME_4;
    }

    private static long i64(byte[] bytes, int at) {
        return (long) Encoder.LONG_LE.get(bytes, at);
    }
}
