package org.ambrosia.runtime.contract;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.reflect.Method;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Random;
import java.util.function.Consumer;
import org.ambrosia.runtime.api.AmbrosiaException;

/** What every decoder must bear: bytes that are cut anywhere, changed anywhere, or random. */
public final class Hostile {
    private static final long ALWAYS_ALLOWED = 4 << 20;

    private Hostile() {}

    /** Each proper prefix of {@code valid} must be refused with a clear error. */
    public static void everyPrefixIsRefused(byte[] valid, Consumer<byte[]> decode) {
        loadClasses(decode);
        for (int length = 0; length < valid.length; length++) {
            byte[] cut = Arrays.copyOf(valid, length);
            assertThat(decodes(cut, decode))
                    .as("the first %d of %s", length, HexFormat.of().formatHex(valid))
                    .isFalse();
        }
    }

    /** Changed and random bytes must be decoded or refused: no other error, no hang, no great allocation. */
    public static void nothingBreaks(byte[] valid, Consumer<byte[]> decode, long seed) {
        Random random = new Random(seed);
        for (int i = 0; i < 300; i++) {
            byte[] changed = valid.clone();
            for (int n = random.nextInt(1, 4); n > 0 && changed.length > 0; n--) {
                changed[random.nextInt(changed.length)] = (byte) random.nextInt();
            }
            decodes(changed, decode);
            byte[] arbitrary = new byte[random.nextInt(64)];
            random.nextBytes(arbitrary);
            decodes(arbitrary, decode);
        }
    }

    /** The first error of a process loads classes, and sets up how texts are put together; that is not to be counted. */
    private static void loadClasses(Consumer<byte[]> decode) {
        try {
            decode.accept(new byte[0]);
        } catch (AmbrosiaException refused) {
            assertThat(refused.getMessage()).startsWith("[Ambrosia/");
        }
    }

    private static boolean decodes(byte[] bytes, Consumer<byte[]> decode) {
        long before = allocatedBytes();
        try {
            decode.accept(bytes);
            return true;
        } catch (AmbrosiaException refused) {
            assertThat(refused.getMessage()).startsWith("[Ambrosia/");
            return false;
        } finally {
            long allocated = allocatedBytes() - before;
            assertThat(allocated)
                    .as("bytes allocated for %s", HexFormat.of().formatHex(bytes))
                    .isLessThan(ALWAYS_ALLOWED + 64L * bytes.length);
        }
    }

    /** What this thread has allocated so far; by name, since the module under test does not read the one that knows. */
    private static long allocatedBytes() {
        try {
            Class<?> factory = Class.forName("java.lang.management.ManagementFactory");
            Object threads = factory.getMethod("getThreadMXBean").invoke(null);
            Method allocated =
                    Class.forName("com.sun.management.ThreadMXBean").getMethod("getCurrentThreadAllocatedBytes");
            return (long) allocated.invoke(threads);
        } catch (ReflectiveOperationException missing) {
            throw new IllegalStateException("Run with --add-modules jdk.management", missing);
        }
    }
}
