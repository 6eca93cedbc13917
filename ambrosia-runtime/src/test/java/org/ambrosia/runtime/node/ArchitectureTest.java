package org.ambrosia.runtime.node;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.lang.module.ModuleDescriptor;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.ambrosia.runtime.api.ErrorTag;
import org.junit.jupiter.api.Test;

/** Holds the code to the table of packages in docs/internals/architecture.md, and the module to what it exports. */
class ArchitectureTest {
    private static final String ROOT = "org.ambrosia.runtime";
    private static final Path SOURCES = Path.of("src", "main", "java", "org", "ambrosia", "runtime");
    private static final Pattern IMPORT = Pattern.compile("^import (?:static )?([\\w.]+);", Pattern.MULTILINE);

    /** What each package may use of the others; the root package is written "". */
    private static final Map<String, Set<String>> MAY_USE = Map.ofEntries(
            Map.entry("", Set.of("node", "api", "codegen")),
            Map.entry("api", Set.of()),
            Map.entry("codegen", Set.of("api")),
            Map.entry("log", Set.of("api")),
            Map.entry("registry", Set.of("api")),
            Map.entry("protocol", Set.of("api")),
            Map.entry("core", Set.of("api", "protocol", "log")),
            Map.entry("core.driver", Set.of("core", "log", "api", "protocol")),
            Map.entry("binding", Set.of("api", "codegen", "protocol")),
            Map.entry("serial", Set.of("api", "codegen", "protocol")),
            Map.entry("log.file", Set.of("log", "api", "protocol", "thread")),
            Map.entry("registry.file", Set.of("registry", "api", "protocol", "thread")),
            Map.entry("thread", Set.of()),
            Map.entry("net", Set.of("api", "protocol", "thread")),
            Map.entry(
                    "node",
                    Set.of(
                            "api",
                            "thread",
                            "codegen",
                            "log",
                            "registry",
                            "protocol",
                            "core",
                            "core.driver",
                            "binding",
                            "serial",
                            "log.file",
                            "registry.file",
                            "net")),
            Map.entry("cli", Set.of("", "api", "codegen", "log", "registry", "protocol", "core", "node")));

    private static final Map<String, String> ONLY_IN = Map.of(
            "io.netty", "net",
            "com.esotericsoftware", "serial",
            "org.objenesis", "serial",
            "picocli", "cli",
            "com.google.gson", "cli");

    private static final Set<String> NOT_IN_CORE = Set.of(
            "java.io.",
            "java.net.",
            "java.nio.",
            "java.time.",
            "java.util.concurrent.",
            "java.util.random.",
            "java.util.Random");

    @Test
    void packagesUseOnlyWhatTheTableAllows() throws IOException {
        Set<String> violations = new TreeSet<>();
        Set<String> seen = new TreeSet<>();
        for (Path file : sources()) {
            String from = packageOf(file);
            seen.add(from);
            for (String imported : imports(file)) {
                if (imported.startsWith(ROOT)) {
                    String to = packageOf(imported);
                    if (!to.equals(from) && !MAY_USE.get(from).contains(to)) {
                        violations.add(file + " uses " + imported);
                    }
                }
            }
        }
        assertThat(violations).isEmpty();
        assertThat(seen).isEqualTo(new TreeSet<>(MAY_USE.keySet()));
    }

    @Test
    void librariesStayWhereTheyBelong() throws IOException {
        Set<String> violations = new TreeSet<>();
        for (Path file : sources()) {
            for (String imported : imports(file)) {
                ONLY_IN.forEach((library, owner) -> {
                    if (imported.startsWith(library + ".") && !packageOf(file).equals(owner)) {
                        violations.add(file + " uses " + imported);
                    }
                });
            }
        }
        assertThat(violations).isEmpty();
    }

    @Test
    void coreAndProtocolKnowNoThreadsFilesSocketsClocksOrRandomness() throws IOException {
        Set<String> violations = new TreeSet<>();
        for (Path file : sources()) {
            String owner = packageOf(file);
            if (owner.equals("core") || owner.startsWith("core.") || owner.equals("protocol")) {
                for (String imported : imports(file)) {
                    boolean allowed = imported.startsWith("java.nio.charset.")
                            || imported.equals("java.nio.ByteBuffer")
                            || imported.equals("java.nio.ByteOrder");
                    if (!allowed && NOT_IN_CORE.stream().anyMatch(imported::startsWith)) {
                        violations.add(file + " uses " + imported);
                    }
                    if (!imported.startsWith("java.") && !imported.startsWith("org.ambrosia.")) {
                        violations.add(file + " uses " + imported);
                    }
                }
                if (Pattern.compile(
                                "System\\.(nanoTime|currentTimeMillis|getProperty|getenv)|Math\\.random|new Thread|synchronized")
                        .matcher(Files.readString(file))
                        .find()) {
                    violations.add(file + " reaches for the world");
                }
            }
        }
        assertThat(violations).isEmpty();
    }

    @Test
    void onlyTheApiPackagesAreExported() {
        ModuleDescriptor descriptor = ErrorTag.class.getModule().getDescriptor();
        Set<String> exported = descriptor.exports().stream()
                .filter(each -> !each.isQualified())
                .map(ModuleDescriptor.Exports::source)
                .collect(Collectors.toSet());
        assertThat(exported)
                .containsExactlyInAnyOrder(ROOT, ROOT + ".api", ROOT + ".codegen", ROOT + ".log", ROOT + ".registry");
    }

    @Test
    void everyPackageHasItsFrontDoor() throws IOException {
        for (Path file : sources()) {
            assertThat(file.resolveSibling("package-info.java")).exists();
        }
    }

    @Test
    void everyErrorTagIsDocumentedAndNoOther() throws IOException {
        String text = Files.readString(Path.of("..", "docs", "reference", "errors.md"));
        Set<String> documented = new TreeSet<>();
        Matcher heading =
                Pattern.compile("^\\| `(\\w+)` \\|", Pattern.MULTILINE).matcher(text);
        while (heading.find()) {
            documented.add(heading.group(1));
        }
        assertThat(documented)
                .isEqualTo(Arrays.stream(ErrorTag.values())
                        .map(ErrorTag::toString)
                        .collect(Collectors.toCollection(TreeSet::new)));
    }

    private static List<Path> sources() throws IOException {
        try (Stream<Path> files = Files.walk(SOURCES)) {
            return files.filter(each -> each.toString().endsWith(".java")).toList();
        }
    }

    private static List<String> imports(Path file) throws IOException {
        return IMPORT.matcher(Files.readString(file))
                .results()
                .map(each -> each.group(1))
                .toList();
    }

    private static String packageOf(Path file) {
        Path folder = SOURCES.relativize(file.getParent());
        return folder.toString().replace(java.io.File.separatorChar, '.');
    }

    /** The package of an imported name, below the root: everything up to the first capital letter. */
    private static String packageOf(String imported) {
        return Arrays.stream(imported.substring(ROOT.length()).split("\\.", -1))
                .filter(each -> !each.isEmpty())
                .takeWhile(each -> Character.isLowerCase(each.charAt(0)))
                .collect(Collectors.joining("."));
    }
}
