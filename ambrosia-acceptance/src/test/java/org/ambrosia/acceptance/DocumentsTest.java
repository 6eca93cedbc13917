package org.ambrosia.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The documents as a whole: what they link to is there, and each page can be reached. */
class DocumentsTest {
    private static final Path ROOT = Path.of("..").toAbsolutePath().normalize();
    private static final Path INDEX = Path.of("docs", "README.md");
    private static final Pattern LINK = Pattern.compile("\\]\\(([^)\\s]+)\\)");
    private static final Pattern HEADING = Pattern.compile("^#+ (.*)$", Pattern.MULTILINE);

    @Test
    void everyLinkLeadsSomewhere() throws IOException {
        List<String> broken = new ArrayList<>();
        for (Path page : pages()) {
            for (String link : links(page)) {
                String[] parts = link.split("#", 2);
                Path target = parts[0].isEmpty() ? page : resolve(page, parts[0]);
                boolean isThere = Files.exists(ROOT.resolve(target));
                boolean hasHeading = parts.length == 1
                        || (isThere
                                && target.toString().endsWith(".md")
                                && headings(target).contains(parts[1]));
                if (!isThere || !hasHeading) {
                    broken.add(page + " has a link to " + link);
                }
            }
        }
        assertThat(broken).isEmpty();
    }

    @Test
    void eachPageIsReachedFromTheIndex() throws IOException {
        Set<Path> reached = new TreeSet<>();
        reach(INDEX, reached);
        assertThat(pages().stream().filter(page -> page.startsWith("docs")).filter(page -> !reached.contains(page)))
                .isEmpty();
    }

    private static void reach(Path page, Set<Path> reached) throws IOException {
        if (!reached.add(page)) {
            return;
        }
        for (String link : links(page)) {
            Path target = resolve(page, link.split("#", 2)[0]);
            if (target.toString().endsWith(".md") && Files.exists(ROOT.resolve(target))) {
                reach(target, reached);
            }
        }
    }

    private static Set<Path> pages() throws IOException {
        Set<Path> pages = new TreeSet<>();
        for (String each : List.of("README.md", "CONTRIBUTING.md", "CHANGELOG.md")) {
            pages.add(Path.of(each));
        }
        try (Stream<Path> docs = Files.walk(ROOT.resolve("docs"))) {
            docs.filter(each -> each.toString().endsWith(".md")).forEach(each -> pages.add(ROOT.relativize(each)));
        }
        return pages;
    }

    private static Path resolve(Path page, String link) {
        Path folder = page.getParent() == null ? Path.of("") : page.getParent();
        return folder.resolve(link).normalize();
    }

    /** Those within the project. */
    private static List<String> links(Path page) throws IOException {
        return LINK.matcher(Files.readString(ROOT.resolve(page)))
                .results()
                .map(each -> each.group(1))
                .filter(each -> !each.matches("[a-z]+:.*"))
                .toList();
    }

    /** As they are named in links. */
    private static Set<String> headings(Path page) throws IOException {
        return HEADING.matcher(Files.readString(ROOT.resolve(page)))
                .results()
                .map(each -> each.group(1)
                        .toLowerCase(Locale.ROOT)
                        .replaceAll("\\[([^]]*)]\\([^)]*\\)", "$1")
                        .replaceAll("[^\\w\\- ]", "")
                        .replace(' ', '-'))
                .collect(Collectors.toSet());
    }
}
