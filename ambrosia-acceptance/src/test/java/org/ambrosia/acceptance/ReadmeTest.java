package org.ambrosia.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** README's Java is the samples' source, so that it compiles. */
class ReadmeTest {
    private static final Path ROOT = Path.of("..");

    @Test
    void everyLineOfJavaInTheReadmeIsInTheSamples() throws IOException {
        String sources;
        try (Stream<Path> files = Files.walk(ROOT.resolve("helloworld-server").resolve("src"))) {
            sources = files.filter(each -> each.toString().endsWith(".java"))
                    .map(ReadmeTest::read)
                    .collect(Collectors.joining());
        }
        String squeezed = squeeze(sources);
        Matcher blocks = Pattern.compile("```java\\n(.*?)```", Pattern.DOTALL).matcher(read(ROOT.resolve("README.md")));
        int lines = 0;
        while (blocks.find()) {
            for (String line : blocks.group(1).lines().toList()) {
                String code = squeeze(line.replaceFirst("//.*", ""));
                assertThat(squeezed).contains(code);
                lines += code.isEmpty() ? 0 : 1;
            }
        }
        assertThat(lines).isGreaterThan(20);
    }

    private static String squeeze(String text) {
        return text.replaceAll("\\s+", "");
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }
}
