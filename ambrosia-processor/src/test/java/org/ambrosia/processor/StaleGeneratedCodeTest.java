package org.ambrosia.processor;

import static com.google.testing.compile.CompilationSubject.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.testing.compile.Compilation;
import com.google.testing.compile.Compiler;
import java.io.File;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import javax.tools.JavaFileObject;
import org.ambrosia.runtime.api.StateException;
import org.ambrosia.runtime.codegen.ImmortalBase;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A compiler that runs no processor keeps the generated classes of an earlier build; that is noticed at the start. */
class StaleGeneratedCodeTest {

    @TempDir
    private Path directory;

    @Test
    void generatedClassesThatFitTheInterfaceAreTaken() throws Exception {
        build(
                true,
                "void add(int a)",
                "void put(List<Map<String, int[]>> a, Outer.Inner[] b, long... c)",
                "int both()");
        assertThatCode(this::start).doesNotThrowAnyException();
    }

    @Test
    void aMethodThatGeneratedClassesDoNotKnowIsAnError() throws Exception {
        build(true, "void add(int a)");
        build(false, "void add(int a)", "void subtract(List<String> a)");
        assertThatThrownBy(this::start)
                .isInstanceOf(StateException.class)
                .hasMessageContaining("GeneratedCodeMismatch")
                .hasMessageContaining("the interface has \"subtract(java.util.List)\", which they do not know")
                .hasMessageContaining("annotationProcessorPaths");
    }

    @Test
    void anotherParameterIsAnErrorToo() throws Exception {
        build(true, "void add(int a)");
        build(false, "void add(long a)");
        assertThatThrownBy(this::start).hasMessageContaining("\"add(long)\"");
    }

    @Test
    void aMethodThatTheInterfaceDoesNotHaveAnyMoreIsAnError() throws Exception {
        build(true, "void add(int a)", "void subtract(int a)");
        build(false, "void add(int a)");
        assertThatThrownBy(this::start)
                .hasMessageContaining("they have \"subtract(int)\", which the interface does not have");
    }

    private void start() throws Exception {
        try (URLClassLoader loader =
                new URLClassLoader(new URL[] {directory.toUri().toURL()})) {
            new Bindings()
                    .start(
                            "server",
                            loader.loadClass("example.Server")
                                    .asSubclass(ImmortalBase.class)
                                    .getConstructor()
                                    .newInstance());
        }
    }

    private void build(boolean processed, String... methods) throws Exception {
        List<String> server = new ArrayList<>(
                List.of("package example;", "import java.util.*;", "public class Server extends ThingImmortal {"));
        for (String each : methods) {
            server.add("public " + each + (each.startsWith("int") ? "{ return 1; }" : "{}"));
        }
        server.add("}");
        JavaFileObject[] sources = {
            Compilations.source("example.Base", "package example; interface Base<T> { T both(); }"),
            Compilations.source("example.Outer", "package example; class Outer { record Inner(int a) {} }"),
            Compilations.source(
                    "example.Thing",
                    "package example;",
                    "import java.util.*;",
                    "@org.ambrosia.annotations.Immortal public interface Thing {",
                    String.join(";\n", methods) + ";",
                    "}"),
            Compilations.source("example.Server", server.toArray(String[]::new))
        };
        List<File> path = new ArrayList<>(Compilations.path());
        path.add(0, directory.toFile());
        Compilation compilation = processed
                ? Compilations.compile(sources)
                : Compiler.javac().withClasspath(path).withOptions("-proc:none").compile(sources);
        assertThat(compilation).succeeded();
        Compilations.writeClasses(compilation, directory);
    }
}
