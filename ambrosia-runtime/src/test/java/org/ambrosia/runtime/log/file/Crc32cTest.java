package org.ambrosia.runtime.log.file;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import java.util.zip.CRC32C;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class Crc32cTest {
    private final Random random = new Random(7);

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 7, 64, 1_000, 65_537, 3_000_001})
    void thePiecesGiveTheWhole(int secondBytes) {
        byte[] both = new byte[100 + secondBytes];
        random.nextBytes(both);
        int combined = Crc32c.combine(crc(both, 0, 100), crc(both, 100, secondBytes), secondBytes);
        assertThat(combined).isEqualTo(crc(both, 0, both.length));
    }

    /** More than any array: the second piece is zeros, whose check is put together from halves. */
    @ParameterizedTest
    @ValueSource(longs = {(1L << 31) + 5, (1L << 40) + 12_345})
    void aPieceMayBeLargerThanAnyArray(long secondBytes) {
        byte[] first = {1, 2, 3};
        int one = crc(first, 0, 3);
        long half = secondBytes / 3;
        int inTwoSteps =
                Crc32c.combine(Crc32c.combine(one, zeros(half), half), zeros(secondBytes - half), secondBytes - half);
        assertThat(Crc32c.combine(one, zeros(secondBytes), secondBytes)).isEqualTo(inTwoSteps);
    }

    private static int zeros(long count) {
        if (count <= 1_000) {
            return crc(new byte[(int) count], 0, (int) count);
        }
        long half = count / 2;
        int ofHalf = zeros(half);
        int twice = Crc32c.combine(ofHalf, ofHalf, half);
        return count % 2 == 0 ? twice : Crc32c.combine(twice, crc(new byte[1], 0, 1), 1);
    }

    private static int crc(byte[] bytes, int offset, int length) {
        CRC32C crc = new CRC32C();
        crc.update(bytes, offset, length);
        return (int) crc.getValue();
    }
}
