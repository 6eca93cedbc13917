package org.ambrosia.processor;

import com.google.testing.compile.Compilation;
import com.google.testing.compile.Compiler;
import com.google.testing.compile.JavaFileObjects;
import java.io.File;
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

    /** A source file; its first line is line 1. */
    static JavaFileObject source(String qualifiedName, String... lines) {
        return JavaFileObjects.forSourceLines(qualifiedName, Arrays.asList(lines));
    }
}
