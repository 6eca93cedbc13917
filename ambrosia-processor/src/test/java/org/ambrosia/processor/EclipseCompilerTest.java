package org.ambrosia.processor;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.tools.DiagnosticCollector;
import javax.tools.JavaCompiler;
import javax.tools.JavaFileObject;
import javax.tools.StandardJavaFileManager;
import org.eclipse.jdt.internal.compiler.tool.EclipseCompiler;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Eclipse's compiler, which IDEs use, runs the processor too, and it generates the same. */
class EclipseCompilerTest {
    @Test
    void theSameIsGeneratedUnderEclipsesCompiler(@TempDir Path directory) throws IOException {
        Path sources = Files.createDirectories(directory.resolve("sources"));
        Path generated = Files.createDirectories(directory.resolve("generated"));
        Path classes = Files.createDirectories(directory.resolve("classes"));
        List<File> files = new ArrayList<>();
        for (JavaFileObject each : Sources.ALL) {
            Path file = sources.resolve(Path.of(each.getName()).getFileName());
            Files.writeString(file, each.getCharContent(true));
            files.add(file.toFile());
        }
        String path = Compilations.path().stream().map(File::getPath).collect(Collectors.joining(File.pathSeparator));
        JavaCompiler compiler = new EclipseCompiler();
        DiagnosticCollector<JavaFileObject> diagnostics = new DiagnosticCollector<>();
        StringWriter output = new StringWriter();
        try (StandardJavaFileManager manager =
                compiler.getStandardFileManager(diagnostics, Locale.ROOT, StandardCharsets.UTF_8)) {
            JavaCompiler.CompilationTask task = compiler.getTask(
                    output,
                    manager,
                    diagnostics,
                    List.of(
                            "--release",
                            "17",
                            "-classpath",
                            path,
                            "-d",
                            classes.toString(),
                            "-s",
                            generated.toString()),
                    null,
                    manager.getJavaFileObjectsFromFiles(files));
            task.setProcessors(List.of(new ImmortalProcessor()));
            assertThat(task.call())
                    .as(output + diagnostics.getDiagnostics().toString())
                    .isTrue();
        }
        Path golden = Path.of("src", "test", "resources", "golden");
        List<Path> expected;
        try (Stream<Path> all = Files.walk(golden)) {
            expected = all.filter(Files::isRegularFile).map(golden::relativize).toList();
        }
        assertThat(expected).isNotEmpty();
        for (Path each : expected) {
            String name = each.toString().replace(".java.txt", ".java");
            Path made = (name.endsWith(".java") ? generated : classes).resolve(name);
            assertThat(Files.readString(made)).as(name).isEqualTo(Files.readString(golden.resolve(each)));
        }
    }
}
