package org.ambrosia.runtime.log.file;

/**
 * Computes the CRC-32C of two consecutive pieces from the CRCs of the pieces. A CRC is the
 * remainder of a polynomial over GF(2); bit 31 is its lowest power. Bytes that follow multiply it
 * by a power of x. After M. Adler's method in zlib (1.2.12, 2022).
 */
final class Crc32c {
    /** Castagnoli's polynomial, reflected. */
    private static final int POLYNOMIAL = 0x82f63b78;

    private static final int ONE = 1 << 31;
    /** The powers of x whose exponents are powers of two. */
    private static final int[] POWERS = new int[Long.SIZE];

    static {
        POWERS[0] = ONE >>> 1;
        for (int i = 1; i < POWERS.length; i++) {
            POWERS[i] = times(POWERS[i - 1], POWERS[i - 1]);
        }
    }

    private Crc32c() {}

    /**
     * Returns the CRC of both pieces.
     *
     * @param first the CRC of the first piece
     * @param second the CRC of the second piece
     * @param secondBytes the length of the second piece
     */
    static int combine(int first, int second, long secondBytes) {
        int shift = ONE;
        for (int bit = 0; secondBytes >>> bit != 0 && bit < Long.SIZE - 3; bit++) {
            if ((secondBytes >>> bit & 1) != 0) {
                // A byte has 2 to the power of 3 bits.
                shift = times(POWERS[bit + 3], shift);
            }
        }
        return times(shift, first) ^ second;
    }

    /** Returns the product of two polynomials, modulo Castagnoli's. */
    private static int times(int a, int b) {
        int product = 0;
        int power = b;
        for (int left = a; left != 0; left <<= 1) {
            if (left < 0) {
                product ^= power;
            }
            power = (power & 1) == 0 ? power >>> 1 : power >>> 1 ^ POLYNOMIAL;
        }
        return product;
    }
}
