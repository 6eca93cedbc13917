package org.ambrosia.processor;

import static com.google.testing.compile.CompilationSubject.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.testing.compile.Compilation;
import java.io.File;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A call of any content costs no more memory than its size allows: it fails, and the instance lives. */
class PoisonTest {
    @Test
    void aCallThatWouldTakeTooMuchMemoryFailsAndTheInstanceLives(@TempDir Path directory) throws Exception {
        Compilation compilation = Compilations.compile(
                Compilations.source("example.Deep", "package example;", "record Deep(java.util.List<Deep> inner) {}"),
                Compilations.source(
                        "example.Sink",
                        "package example;",
                        "import java.util.*;",
                        "@org.ambrosia.annotations.Immortal",
                        "interface Sink {",
                        "    int lists(List<List<String>> values);",
                        "    int sets(List<Set<String>> values);",
                        "    int maps(List<Map<String, String>> values);",
                        "    int strings(List<String> values);",
                        "    int arrays(long[][] values);",
                        "    int optionals(Set<Optional<Set<String>>> values);",
                        "    int records(List<Deep> values);",
                        "    int deep(Deep value);",
                        "    int kryo(ArrayList<String> values);",
                        "    int kryos(List<LinkedHashSet<String>> values);",
                        "}"),
                Compilations.source(
                        "example.SinkServer",
                        "package example;",
                        "import java.util.*;",
                        "public class SinkServer extends SinkImmortal {",
                        "    public int lists(List<List<String>> values) { return values.size(); }",
                        "    public int sets(List<Set<String>> values) { return values.size(); }",
                        "    public int maps(List<Map<String, String>> values) { return values.size(); }",
                        "    public int strings(List<String> values) { return values.size(); }",
                        "    public int arrays(long[][] values) { return values.length; }",
                        "    public int optionals(Set<Optional<Set<String>>> values) { return values.size(); }",
                        "    public int records(List<Deep> values) { return values.size(); }",
                        "    public int deep(Deep value) { return 1; }",
                        "    public int kryo(ArrayList<String> values) { return values.size(); }",
                        "    public int kryos(List<LinkedHashSet<String>> values) { return values.size(); }",
                        "}"));
        assertThat(compilation).succeeded();
        Compilations.writeClasses(compilation, directory);
        String path = Compilations.path().stream().map(File::getPath).collect(Collectors.joining(File.pathSeparator));
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xmx256m",
                        "-cp",
                        path + File.pathSeparator + directory,
                        Poison.class.getName())
                .redirectError(directory.resolve("errors").toFile())
                .start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor(1, TimeUnit.MINUTES)).isTrue();
        assertThat(output.lines())
                .as(Files.readString(directory.resolve("errors")))
                .containsExactly(
                        "lists refused",
                        "sets refused",
                        "maps refused",
                        "strings refused",
                        "arrays refused",
                        "optionals refused",
                        "records refused",
                        "deep refused",
                        "kryo refused",
                        "kryos refused",
                        "small kryo answered",
                        "small answered");
    }
}
