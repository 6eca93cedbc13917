package org.ambrosia.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Plain English in what users read: words that have a plainer one, and lines of a readable length. More files join as they are rewritten. */
class EnglishTest {
    private static final Path ROOT = Path.of("..").toAbsolutePath().normalize();
    private static final int MAX_COLUMNS = 100;

    private static final List<String> PAGES = List.of(
            "README.md",
            "CONTRIBUTING.md",
            "docs/README.md",
            "docs/start.md",
            "docs/concepts",
            "docs/coding",
            "docs/operating",
            "docs/reference",
            "docs/internals/architecture.md",
            "docs/internals/log-engines.md",
            "docs/internals/looks-wrong.md");

    private static final String RUNTIME = "ambrosia-runtime/src/main/java/org/ambrosia/runtime/";
    private static final List<String> PUBLIC_API = List.of(
            "ambrosia-annotations/src/main/java/org/ambrosia/annotations",
            RUNTIME + "api",
            RUNTIME + "log",
            RUNTIME + "registry",
            RUNTIME + "Ambrosia.java");

    private static final List<String> SOURCES = List.of(
            RUNTIME + "codegen",
            RUNTIME + "protocol",
            RUNTIME + "core",
            RUNTIME + "core/driver",
            RUNTIME + "binding",
            RUNTIME + "serial",
            RUNTIME + "log/file",
            RUNTIME + "registry/file",
            RUNTIME + "thread",
            RUNTIME + "net",
            RUNTIME + "node",
            RUNTIME + "cli",
            "ambrosia-engine-tck/src/main/java/org/ambrosia/engine/tck");

    /** Each has a plainer one: create, restart, n, and the name of the process or person that acts. */
    private static final Pattern WORDS = Pattern.compile(
            "\\banew\\b|\\b[Ww]hoever\\b|\\b[SsNn]o(me)?body\\b|\\bso many\\b|\\b(is|are|was|were) told\\b");

    /** The first sentence of a Javadoc comment names the actor. */
    private static final Pattern WHO = Pattern.compile("/\\*\\*\\s*(?:\\* )?[^.]*\\b[Ww]ho\\b");

    private static final Pattern NAMES = Pattern.compile("\\b(MOST|LEAST)_");
    private static final Pattern COMMENT = Pattern.compile("^\\s*(/\\*\\*|\\*|//)");
    private static final Pattern CODE = Pattern.compile("`[^`]*`|\"[^\"]*\"");

    @Test
    void pagesUsePlainWordsAndShortLines() throws IOException {
        List<String> found = new ArrayList<>();
        for (String each : PAGES) {
            for (Path page : files(each, ".md")) {
                boolean code = false;
                int number = 0;
                for (String line : Files.readAllLines(page)) {
                    number++;
                    if (line.startsWith("```")) {
                        code = !code;
                    } else if (!code) {
                        check(page, number, line, isProse(line), found);
                    }
                }
            }
        }
        assertThat(found).isEmpty();
    }

    /** Tables, headings and lines with a link may be longer. */
    private static boolean isProse(String line) {
        return !line.startsWith("|") && !line.startsWith("#") && !line.startsWith("<!--") && !line.contains("](");
    }

    @Test
    void commentsUsePlainWordsAndShortLines() throws IOException {
        List<String> found = new ArrayList<>();
        for (String each : Stream.concat(PUBLIC_API.stream(), SOURCES.stream()).toList()) {
            for (Path source : files(each, ".java")) {
                boolean drawing = false;
                int number = 0;
                for (String line : Files.readAllLines(source)) {
                    number++;
                    drawing = line.contains("<pre>") || (drawing && !line.contains("</pre>"));
                    if (COMMENT.matcher(line).find()) {
                        check(source, number, line, !drawing, found);
                    }
                }
                Matcher who = WHO.matcher(Files.readString(source));
                while (who.find()) {
                    found.add(source.getFileName() + ": a first sentence about \"who\": " + who.group());
                }
            }
        }
        assertThat(found).isEmpty();
    }

    @Test
    void constantsOfThePublicApiAreMinAndMax() throws IOException {
        List<String> found = new ArrayList<>();
        for (String each : PUBLIC_API) {
            for (Path source : files(each, ".java")) {
                Files.readAllLines(source).stream()
                        .filter(line -> NAMES.matcher(line).find())
                        .forEach(line -> found.add(source.getFileName() + ": " + line.strip()));
            }
        }
        assertThat(found).isEmpty();
    }

    private static void check(Path file, int number, String line, boolean isProse, List<String> found) {
        if (isProse && line.length() > MAX_COLUMNS) {
            found.add(at(file, number) + line.length() + " columns");
        }
        Matcher word = WORDS.matcher(CODE.matcher(line).replaceAll(""));
        if (word.find()) {
            found.add(at(file, number) + "\"" + word.group() + "\" has a plainer word");
        }
    }

    private static String at(Path file, int line) {
        return ROOT.relativize(file) + ":" + line + ": ";
    }

    /** One file, or those in a folder. */
    private static List<Path> files(String name, String ending) throws IOException {
        Path path = ROOT.resolve(name);
        if (Files.isRegularFile(path)) {
            return List.of(path);
        }
        try (Stream<Path> files = Files.list(path)) {
            return files.filter(each -> each.toString().endsWith(ending))
                    .sorted()
                    .toList();
        }
    }
}
