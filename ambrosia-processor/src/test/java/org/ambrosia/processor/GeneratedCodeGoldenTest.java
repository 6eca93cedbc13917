package org.ambrosia.processor;

import static com.google.testing.compile.CompilationSubject.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.testing.compile.Compilation;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import javax.tools.JavaFileObject;
import org.junit.jupiter.api.Test;

/**
 * Holds generated code to the files in {@code src/test/resources/golden}. To rewrite them after a change that is wanted:
 * {@code mvn -pl ambrosia-processor -am test -Dambrosia.golden=rewrite}, and read the difference.
 */
class GeneratedCodeGoldenTest {
    /** Derived once: a log that has this id must be read by every later version. */
    private static final int GOLDEN_ID = 6330;

    private static final Path GOLDEN = Path.of("src", "test", "resources", "golden");

    @Test
    void generatedFilesAreAsExpected() throws IOException {
        Map<String, String> generated = generated(Compilations.compile(Sources.ALL));
        if ("rewrite".equals(System.getProperty("ambrosia.golden"))) {
            rewrite(generated);
        }
        assertThat(generated.keySet())
                .contains(
                        "example/CounterProxy.java",
                        "example/CounterClient.java",
                        "example/CounterDispatcher.java",
                        "example/CounterImmortal.java",
                        "example/CounterCodecs.java",
                        "META-INF/ambrosia/example.Counter.schema");
        for (Map.Entry<String, String> each : generated.entrySet()) {
            assertThat(each.getValue()).as(each.getKey()).isEqualTo(Files.readString(golden(each.getKey())));
        }
    }

    @Test
    void generatedCodeHasNoWarnings() {
        assertThat(Compilations.compile(Sources.ALL)).succeededWithoutWarnings();
    }

    @Test
    void theSameSourcesGiveTheSameBytesInWhateverOrder() throws IOException {
        JavaFileObject[] reversed = new JavaFileObject[Sources.ALL.length];
        for (int i = 0; i < reversed.length; i++) {
            reversed[i] = Sources.ALL[reversed.length - 1 - i];
        }
        assertThat(generated(Compilations.compile(reversed))).isEqualTo(generated(Compilations.compile(Sources.ALL)));
    }

    @Test
    void reorderingAnInterfaceChangesNothing() throws IOException {
        JavaFileObject one = counter("void a(int x);", "long b(String s);", "void c();");
        JavaFileObject two = counter("void c();", "void a(int y);", "long b(String s);");
        Map<String, String> first = generated(Compilations.compile(one));
        Map<String, String> second = generated(Compilations.compile(two));
        assertThat(second.get("META-INF/ambrosia/example.Counter.schema"))
                .isEqualTo(first.get("META-INF/ambrosia/example.Counter.schema"));
        assertThat(second.get("example/CounterDispatcher.java")
                        .replace("int y", "int x")
                        .replace("a(y)", "a(x)"))
                .isEqualTo(first.get("example/CounterDispatcher.java"));
    }

    @Test
    void anotherComponentOfARecordMakesAnotherMethod() throws IOException {
        JavaFileObject use = Compilations.source(
                "example.Counter",
                "package example;",
                "@org.ambrosia.annotations.Immortal public interface Counter { void add(Pair pair); }");
        String before = schema(use, Compilations.source("example.Pair", "package example; record Pair(int a) {}"));
        String after = schema(use, Compilations.source("example.Pair", "package example; record Pair(long a) {}"));
        assertThat(after.lines().toList().get(1))
                .isNotEqualTo(before.lines().toList().get(1));
    }

    @Test
    void everythingThatARecordHoldsIsPartOfTheMethodsId() throws IOException {
        String info = "record Info(int a, Kind b) {}";
        String tree = "record Tree(List<Tree> kids, List<Info> infos, Map<String, Tree[]> names) {}";
        int id = id(tree, info);
        assertThat(id).isEqualTo(GOLDEN_ID);
        assertThat(id(tree, info)).isEqualTo(id);
        assertThat(id(tree, info.replace("int a", "long a"))).isNotEqualTo(id);
        assertThat(id(tree, info.replace("int a", "int c"))).isNotEqualTo(id);
        assertThat(id(tree, "record Info(Kind b, int a) {}")).isNotEqualTo(id);
        assertThat(id(tree.replace("infos", "others"), info)).isNotEqualTo(id);
        assertThat(id(tree.replace("List<Info>", "Set<Info>"), info)).isNotEqualTo(id);
        assertThat(id(tree.replace("Tree[]", "Tree[][]"), info)).isNotEqualTo(id);
    }

    private static int id(String tree, String info) throws IOException {
        String schema = schema(
                Compilations.source("example.Tree", "package example;", "import java.util.*;", tree),
                Compilations.source("example.Info", "package example;", info, "enum Kind { ONE }"),
                Compilations.source(
                        "example.Counter",
                        "package example;",
                        "@org.ambrosia.annotations.Immortal public interface Counter { Tree put(Tree tree); }"));
        String method = schema.lines().skip(1).findFirst().orElseThrow();
        return Integer.parseInt(method.replaceFirst("method (\\d+) .*", "$1"));
    }

    @Test
    void theHashTellsInterfacesApart() throws IOException {
        String one = schema(counter("void a(int x);")).lines().toList().get(2);
        assertThat(one).matches("hash [0-9a-f]{16}");
        assertThat(schema(counter("void a(int y);"))).contains(one);
        assertThat(schema(counter("void a(long x);"))).doesNotContain(one);
        assertThat(schema(counter("void a(int x);", "void b();"))).doesNotContain(one);
    }

    @Test
    void inheritedCallsAreCallsAndCountOnce() throws IOException {
        String schema = schema(
                Compilations.source(
                        "example.One", "package example; interface One<T> { void take(T value); void both(); }"),
                Compilations.source("example.Two", "package example; interface Two { void both(); }"),
                Compilations.source(
                        "example.Counter",
                        "package example;",
                        "@org.ambrosia.annotations.Immortal public interface Counter extends One<String>, Two {}"));
        assertThat(schema.lines().filter(line -> line.contains("both()"))).hasSize(1);
        assertThat(schema).contains("void take(java.lang.String)");
    }

    @Test
    void theProcessorIsRegisteredForCompilersAndForGradle() throws IOException {
        String name = ImmortalProcessor.class.getName();
        assertThat(resource("META-INF/services/javax.annotation.processing.Processor"))
                .isEqualTo(name);
        assertThat(resource("META-INF/gradle/incremental.annotation.processors"))
                .isEqualTo(name + ",isolating");
        assertThat(ImmortalProcessor.class.getModule().getDescriptor().provides())
                .anyMatch(each -> each.providers().contains(name));
    }

    private static String resource(String name) throws IOException {
        try (var in = ImmortalProcessor.class.getModule().getResourceAsStream(name)) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8).strip();
        }
    }

    private static String schema(JavaFileObject... sources) throws IOException {
        return generated(Compilations.compile(sources)).get("META-INF/ambrosia/example.Counter.schema");
    }

    private static JavaFileObject counter(String... methods) {
        return Compilations.source(
                "example.Counter",
                "package example;",
                "@org.ambrosia.annotations.Immortal public interface Counter {",
                String.join("\n", methods),
                "}");
    }

    private static Map<String, String> generated(Compilation compilation) throws IOException {
        assertThat(compilation).succeeded();
        Map<String, String> files = new TreeMap<>();
        for (JavaFileObject each : compilation.generatedFiles()) {
            String name = each.getName().replaceFirst("^/?(SOURCE_OUTPUT|CLASS_OUTPUT)/", "");
            if (each.getKind() == JavaFileObject.Kind.SOURCE || name.endsWith(".schema")) {
                files.put(name, each.getCharContent(true).toString());
            }
        }
        return files;
    }

    private static void rewrite(Map<String, String> generated) throws IOException {
        for (Map.Entry<String, String> each : generated.entrySet()) {
            Path file = golden(each.getKey());
            Files.createDirectories(file.getParent());
            Files.write(file, each.getValue().getBytes(StandardCharsets.UTF_8));
        }
    }

    private static Path golden(String name) {
        return GOLDEN.resolve(name.replace(".java", ".java.txt"));
    }
}
