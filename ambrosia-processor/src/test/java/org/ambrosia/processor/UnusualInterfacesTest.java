package org.ambrosia.processor;

import static com.google.testing.compile.CompilationSubject.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.testing.compile.Compilation;
import java.lang.reflect.Constructor;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import javax.tools.JavaFileObject;
import org.ambrosia.runtime.codegen.Dispatcher;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Interfaces that are larger than usual, or named like what generated code uses. */
class UnusualInterfacesTest {
    private static final String IMMORTAL = "@org.ambrosia.annotations.Immortal";

    @Test
    void anInterfaceMayHaveVeryManyMethods(@TempDir Path directory) throws Exception {
        StringBuilder methods = new StringBuilder();
        StringBuilder bodies = new StringBuilder();
        for (int i = 1; i <= 1_500; i++) {
            String method = "java.util.List<String> m" + i + "(int a, String b, java.util.Map<String, Integer> c)";
            methods.append("@org.ambrosia.annotations.MethodId(" + i * 5 + ") " + method + ";\n");
            bodies.append("public " + method + " { return null; }\n");
        }
        Compilation compilation = Compilations.compile(
                Compilations.source(
                        "example.Large", "package example;", IMMORTAL + " public interface Large {", methods + "}"),
                Compilations.source(
                        "example.Server", "package example;", "public class Server implements Large {", bodies + "}"));
        assertThat(compilation).succeededWithoutWarnings();
        Compilations.writeClasses(compilation, directory);
        try (URLClassLoader loader =
                new URLClassLoader(new URL[] {directory.toUri().toURL()})) {
            Class<?> called = loader.loadClass("example.Large");
            Constructor<?> constructor =
                    loader.loadClass("example.LargeDispatcher").getDeclaredConstructor(called);
            constructor.setAccessible(true);
            Dispatcher dispatcher = (Dispatcher) constructor.newInstance(
                    loader.loadClass("example.Server").getConstructor().newInstance());
            String resource = compilation
                    .generatedFile(javax.tools.StandardLocation.CLASS_OUTPUT, "META-INF/ambrosia/example.Large.schema")
                    .orElseThrow()
                    .getCharContent(true)
                    .toString();
            assertThat(resource.getBytes(StandardCharsets.UTF_8)).hasSizeGreaterThan(1 << 16);
            assertThat(dispatcher.schema()).isEqualTo(resource);
        }
    }

    /** Each of twelve records has the one before three times: spelled out for each path that would be megabytes. */
    @Test
    void recordsMayShareRecords() {
        JavaFileObject[] sources = new JavaFileObject[13];
        sources[0] = Compilations.source("example.R0", "package example;", "record R0(int a) {}");
        for (int i = 1; i < 12; i++) {
            String before = "R" + (i - 1);
            sources[i] = Compilations.source(
                    "example.R" + i,
                    "package example;",
                    "record R" + i + "(" + before + " a, java.util.List<" + before + "> b, " + before + " c) {}");
        }
        sources[12] = Compilations.source(
                "example.Large", "package example;", IMMORTAL + " interface Large {", "void one(R11 a, R11 b);", "}");
        assertThat(Compilations.compile(sources)).succeededWithoutWarnings();
    }

    @Test
    void typesOfThePackageMayBeNamedLikeThoseOfGeneratedCode() {
        String[] names = {
            "Override",
            "String",
            "Object",
            "Integer",
            "Void",
            "Exception",
            "List",
            "Map",
            "Optional",
            "ArrayList",
            "SuppressWarnings",
            "IllegalArgumentException",
            "Promise",
            "Dispatcher",
            "ArgumentReader",
            "ArgumentWriter",
            "ProxyBase",
            "ImmortalBase",
            "CallContext",
            "ClientBase",
            "CompletableFuture",
            "CompletionStage",
            "Duration",
            "AmbrosiaClient",
            "UnknownMethodException"
        };
        JavaFileObject[] sources = new JavaFileObject[names.length + 1];
        for (int i = 0; i < names.length; i++) {
            sources[i] = Compilations.source(
                    "example." + names[i], "package example;", "public record " + names[i] + "(int a) {}");
        }
        sources[names.length] = Compilations.source(
                "example.Thing",
                "package example;",
                IMMORTAL + " public interface Thing {",
                "    String own(List a, Integer b, Override c);",
                "    java.lang.String theirs(java.util.List<java.lang.Integer> a, java.util.Map<String, java.lang.String> b);",
                "    java.util.Optional<Optional> both(Object a, Void b, Exception[] c, Thing.Kind kind);",
                "    java.util.ArrayList<java.lang.String> kryo(Promise a, Dispatcher b);",
                "    enum Kind { ONE }",
                "}");
        assertThat(Compilations.compile(sources)).succeeded();
    }

    @Test
    void parametersMayBeNamedLikeVariablesOfGeneratedCode() {
        assertThat(Compilations.compile(Compilations.source(
                        "example.Thing",
                        "package example;",
                        IMMORTAL + " public interface Thing {",
                        "    int one(int result, int result_, int result__, int arguments, int arguments_);",
                        "    void two(int target_, int target, int returned, int returned_, int call, int call_);",
                        "    void three(int in, int out, int value, int methodId, int methodId_, int context);",
                        "}")))
                .succeededWithoutWarnings();
    }

    @Test
    void twoInterfacesMustNotBeGeneratedAsOne() {
        JavaFileObject nested = Compilations.source(
                "example.Outer", "package example;", "public class Outer {", IMMORTAL, "interface Inner {} }");
        JavaFileObject plain =
                Compilations.source("example.Outer_Inner", "package example;", IMMORTAL, "interface Outer_Inner {}");
        assertThat(Compilations.compile(nested, plain))
                .hadErrorContaining("What is generated for example.Outer_Inner and for example.Outer.Inner would have"
                        + " the same names")
                .inFile(plain)
                .onLine(3);
    }

    @Test
    void aProxyOfTheSameCompilationMayBeAnnotated() {
        JavaFileObject nullable = Compilations.source(
                "example.Nullable",
                "package example;",
                "import java.lang.annotation.*;",
                "@Target(ElementType.TYPE_USE) public @interface Nullable { String because() default \"\"; }");
        JavaFileObject one = Compilations.source(
                "example.One",
                "package example;",
                IMMORTAL + " public interface One {",
                "    void a(@Nullable TwoProxy two, java.util.List<@Nullable(because = \"a.b\") TwoProxy> more);",
                "    @Nullable TwoProxy b();",
                "}");
        JavaFileObject two = Compilations.source(
                "example.Two",
                "package example;",
                IMMORTAL + " public interface Two {",
                "    void a(@Nullable OneProxy one, @Nullable(because = \"a.b\") TwoProxy self);",
                "}");
        assertThat(Compilations.compile(nullable, one, two)).succeededWithoutWarnings();
    }

    @Test
    void aMethodMayBeInheritedByTwoWays() throws Exception {
        Compilation compilation = Compilations.compile(
                Compilations.source("example.Takes", "package example; interface Takes<T> { T take(T value); }"),
                Compilations.source(
                        "example.TakesText", "package example; interface TakesText { Object take(String value); }"),
                Compilations.source(
                        "example.Thing",
                        "package example;",
                        IMMORTAL + " public interface Thing extends Takes<String>, TakesText {",
                        "}"));
        assertThat(compilation).succeededWithoutWarnings();
        assertThat(compilation
                        .generatedFile(
                                javax.tools.StandardLocation.CLASS_OUTPUT, "META-INF/ambrosia/example.Thing.schema")
                        .orElseThrow()
                        .getCharContent(true)
                        .toString())
                .containsOnlyOnce("take")
                .contains("java.lang.String take(java.lang.String)");
    }

    /** As Kotlin's compiler declares {@code fun put(shapes: List<Shape>)}. */
    @Test
    void aWildcardThatExtendsATypeStandsForIt() throws Exception {
        Compilation compilation = Compilations.compile(
                Compilations.source(
                        "example.Shape",
                        "package example;",
                        "public sealed interface Shape {",
                        "    record Circle(int radius) implements Shape {}",
                        "    record Square(int side) implements Shape {}",
                        "}"),
                Compilations.source(
                        "example.Page", "package example;", "public record Page<T>(java.util.List<T> rows) {}"),
                Compilations.source(
                        "example.Thing",
                        "package example;",
                        "import java.util.*;",
                        IMMORTAL + " public interface Thing {",
                        "    void put(List<? extends Shape> shapes, Map<String, ? extends List<? extends Shape>> map);",
                        "    Page<Shape> page(Page<? extends Shape> page);",
                        "}"));
        assertThat(compilation).succeededWithoutWarnings();
        assertThat(compilation
                        .generatedFile(
                                javax.tools.StandardLocation.CLASS_OUTPUT, "META-INF/ambrosia/example.Thing.schema")
                        .orElseThrow()
                        .getCharContent(true)
                        .toString())
                .contains("put(java.util.List<example.Shape>")
                .contains("example.Page<example.Shape> page(example.Page<example.Shape>)");
    }

    /** The stubs that kapt makes of Kotlin's source have no {@code sealed}, but the annotation of Kotlin's compiler. */
    @Test
    void whatIsSealedInKotlinIsKnownByItsAnnotation() {
        JavaFileObject metadata = Compilations.source(
                "kotlin.Metadata",
                "package kotlin;",
                "public @interface Metadata { int[] mv(); int k(); int xi(); String[] d1(); String[] d2(); }");
        assertThat(Compilations.compile(metadata, takes("Status"), ofKotlin("Status", "v")))
                .succeededWithoutWarnings();
        assertThat(Compilations.compile(metadata, takes("Status"), ofKotlin("Status", "f")))
                .hadErrorContaining("anything may implement it");
    }

    private static JavaFileObject takes(String type) {
        return Compilations.source(
                "example.Thing",
                "package example;",
                IMMORTAL + " public interface Thing {",
                "    void put(" + type + " value);",
                "}");
    }

    /** What kapt 2.4.21 makes of a sealed interface, but for one character, which has the flags. */
    private static JavaFileObject ofKotlin(String name, String flags) {
        return Compilations.source(
                "example." + name,
                "package example;",
                "@kotlin.Metadata(mv = {2, 4, 0}, k = 1, xi = 48, d1 = {\"\\u0000\\u0016\\n\\u0002\\u0018\\u0002\\n\\u0002\\u0010"
                        + "\\u0000\\n\\u0002\\u0018\\u0002\\n\\u0002\\u0018\\u0002\\n\\u0002\\u0018\\u0002\\n\\u0000\\b"
                        + flags
                        + "\\u0018\\u00002\\u00020\\u0001\\u0082\\u0001\\u0003\\u0002\\u0003\\u0004\\u00a8\\u0006\\u0005"
                        + "\\u00c0\\u0006\\u0003\"}, d2 = {\"Lexample/Status;\", \"\"})",
                "public interface " + name + " {}");
    }
}
