package org.ambrosia.acceptance;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** A page of the documentation, with the files that it shows: each in a block of code, below a comment that names it. */
final class Page {
    /** Those whose code is a user's to copy. */
    static final List<String> OF_USERS =
            List.of("README.md", "docs/start.md", "docs/coding/calls.md", "docs/coding/outside.md");

    private static final List<String> OF_CODING = List.of("docs/coding/calls.md", "docs/coding/outside.md");

    private static final Path ROOT = Path.of("..").toAbsolutePath().normalize();
    private static final Set<String> CODE = Set.of("java", "xml", "kotlin", "groovy");
    private static final Pattern BLOCK =
            Pattern.compile("(?:<!-- file: (\\S+) -->\\n)?```(\\w*)\\n(.*?)^```$", Pattern.DOTALL | Pattern.MULTILINE);

    /** A block; without a file if nothing names it. */
    record Block(String file, String language, String text) {
        boolean isCode() {
            return CODE.contains(language);
        }
    }

    private final List<Block> blocks;

    private Page(List<Block> blocks) {
        this.blocks = blocks;
    }

    static Page read(String name) {
        return new Page(BLOCK.matcher(text(name))
                .results()
                .map(each -> new Block(each.group(1), each.group(2), each.group(3)))
                .toList());
    }

    /** The pages on how immortals are written, whose code is one project. */
    static Page ofCoding() {
        return new Page(
                OF_CODING.stream().flatMap(each -> read(each).blocks().stream()).toList());
    }

    static String text(String name) {
        try {
            return Files.readString(ROOT.resolve(name));
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }

    List<Block> blocks() {
        return blocks;
    }

    /** The files by name. */
    Map<String, String> files() {
        return blocks.stream()
                .filter(each -> each.file() != null)
                .collect(Collectors.toMap(Block::file, Block::text, Page::refuse, LinkedHashMap::new));
    }

    private static String refuse(String one, String other) {
        throw new IllegalStateException("Two blocks of a page are the same file: " + one + other);
    }
}
