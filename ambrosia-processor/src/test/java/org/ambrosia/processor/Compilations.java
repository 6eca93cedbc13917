package org.ambrosia.processor;

import com.google.testing.compile.Compilation;
import com.google.testing.compile.Compiler;
import com.google.testing.compile.JavaFileObjects;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import javax.tools.JavaFileObject;

/** Compiles sources with the processor. */
final class Compilations {
    private Compilations() {}

    /** Everything that the tests were given: modules too, which Compile-Testing does not pass on by itself. */
    static List<File> path() {
        return Stream.of(System.getProperty("jdk.module.path", ""), System.getProperty("java.class.path", ""))
                .flatMap(path -> Stream.of(path.split(File.pathSeparator)))
                .filter(entry -> !entry.isEmpty())
                .distinct()
                .map(File::new)
                .toList();
    }

    static Compilation compile(JavaFileObject... sources) {
        return Compiler.javac()
                .withClasspath(path())
                .withOptions("--release", "17", "-Xlint:all,-processing,-path", "-parameters")
                .withProcessors(new ImmortalProcessor())
                .compile(sources);
    }

    /** Writes the classes that were compiled into a directory, for a class loader or another process. */
    static void writeClasses(Compilation compilation, Path directory) throws IOException {
        for (JavaFileObject each : compilation.generatedFiles()) {
            if (each.getKind() == JavaFileObject.Kind.CLASS) {
                Path file = directory.resolve(each.getName().replaceFirst("^/?CLASS_OUTPUT/", ""));
                Files.createDirectories(file.getParent());
                Files.write(file, each.openInputStream().readAllBytes());
            }
        }
    }

    /** A source file; its first line is line 1. */
    static JavaFileObject source(String qualifiedName, String... lines) {
        return JavaFileObjects.forSourceLines(qualifiedName, Arrays.asList(lines));
    }
}
