package org.ambrosia.runtime.serial;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a process prints of its own accord, in a process of its own: the Java that runs the tests, without any option. */
@SuppressWarnings("UnusedVariable") // Fields are read by name.
class ForkedCodecTest {
    @TempDir
    private Path directory;

    static final class Before {
        static final class Cart {
            private final String owner;

            Cart(String owner) {
                this.owner = owner;
            }
        }
    }

    static final class Latest {
        static final class Cart {
            private final String owner;
            private final List<String> wishes = List.of();

            Cart(String owner) {
                this.owner = owner;
            }
        }
    }

    /** Stores a cart, and loads it as a build does that has one field more. */
    static final class Program {
        private Program() {}

        public static void main(String[] arguments) {
            byte[] stored = codec(Before.Cart.class).encode(new Before.Cart("Ann"));
            String text = new String(stored, StandardCharsets.ISO_8859_1).replace("$Before$", "$Latest$");
            byte[] changed = text.getBytes(StandardCharsets.ISO_8859_1);
            Latest.Cart cart = (Latest.Cart) codec(Latest.Cart.class).decode(changed, 0, changed.length);
            System.out.println(cart.owner + " " + cart.wishes + " " + System.getProperty("kryo.unsafe"));
        }

        private static GraphCodec codec(Class<?> root) {
            return new GraphCodec(List.of(root), Map.of(), true, Program.class.getClassLoader(), null);
        }
    }

    @Test
    void nothingIsPrintedButThatAFieldWasAdded() throws IOException, InterruptedException {
        String classPath = Stream.of(
                        Path.of("target", "classes").toString(),
                        Path.of("target", "test-classes").toString(),
                        System.getProperty("jdk.module.path", ""),
                        System.getProperty("java.class.path", ""))
                .flatMap(each -> Arrays.stream(each.split(File.pathSeparator)))
                .filter(each -> !each.isEmpty())
                .collect(Collectors.joining(File.pathSeparator));
        Path out = directory.resolve("out");
        Path err = directory.resolve("err");
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp",
                        classPath,
                        Program.class.getName())
                .redirectOutput(out.toFile())
                .redirectError(err.toFile())
                .start();
        int status = process.waitFor();
        String printed = Files.readString(err);
        assertThat(status).as(printed).isZero();
        assertThat(Files.readString(out).trim()).isEqualTo("Ann null false");
        assertThat(printed)
                .contains("Latest$Cart were stored by a build without wishes")
                .contains("constructor")
                .doesNotContain("Unsafe");
    }
}
