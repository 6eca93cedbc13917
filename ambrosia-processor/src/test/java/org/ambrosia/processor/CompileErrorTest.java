package org.ambrosia.processor;

import static com.google.testing.compile.CompilationSubject.assertThat;

import com.google.testing.compile.Compilation;
import java.util.Locale;
import java.util.stream.Stream;
import javax.tools.JavaFileObject;
import org.assertj.core.api.Assertions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Each thing that can't work is an error at the exact element, and says what to do. */
class CompileErrorTest {

    /** What is wrong in line 5 of an interface, and words of the error. */
    static Stream<Arguments> methods() {
        return Stream.of(
                Arguments.of("<T> void generic(T value);", "type parameters"),
                Arguments.of("@Impulse int clicked();", "can't have a result"),
                Arguments.of(
                        "int get(int a); void getAsync(int b);",
                        "getAsync of the generated client would be that of get"),
                Arguments.of("String asProxy();", "asProxy is taken"),
                Arguments.of("String instanceName();", "instanceName is taken"),
                Arguments.of("void run(Runnable task);", "task can't be serialized as java.lang.Runnable"),
                Arguments.of("void run(Thread thread);", "thread can't be serialized as java.lang.Thread"),
                Arguments.of("void put(Object any);", "any can't be serialized as java.lang.Object"),
                Arguments.of("void put(java.io.InputStream in);", "in can't be serialized as java.io.InputStream"),
                Arguments.of("void put(java.util.List raw);", "type arguments are missing"),
                Arguments.of("void put(java.util.List<?> any);", "a wildcard stands for any type"),
                Arguments.of("void put(java.util.List<Thread> threads);", "java.lang.Thread"),
                Arguments.of("void put(java.util.List<String>[] lists);", "an array can't have generic elements"),
                Arguments.of("void put(Secret secret);", "no access to Secret"),
                Arguments.of("void put(Open open);", "anything may implement it"),
                Arguments.of("void put(Outer.Inner inner);", "Make it static"),
                Arguments.of("void put(IllegalStateException failure);", "java.lang.IllegalStateException"),
                Arguments.of("void put(Failure failure);", "an exception's class is seldom known"),
                Arguments.of("void put(Thing thing);", "Use ThingProxy"),
                Arguments.of("Void put();", "Use void as the result"),
                Arguments.of("java.io.File result();", "The result of result can't be serialized as java.io.File"),
                Arguments.of("default void helper() {}", "can't have a default body"),
                Arguments.of("void onFirstStart();", "is taken by the generated base class"),
                Arguments.of("@MethodId(0) void zero();", "must be 1 to 8191, found 0"),
                Arguments.of("@MethodId(8192) void large();", "must be 1 to 8191, found 8192"),
                Arguments.of("void put(java.util.HashMap<Kind, String> m);", "Declare Map, which arrives in the order"),
                Arguments.of("void put(java.util.HashSet<String> s);", "or LinkedHashSet or TreeSet"),
                Arguments.of("java.util.HashSet<String> get();", "The result of get can't be serialized"),
                Arguments.of(
                        "void put(java.util.WeakHashMap<Kind, String> m);", "containers are sent as List, Set or Map"),
                Arguments.of("java.util.concurrent.ConcurrentSkipListSet<Kind> get();", "Declare one of these"),
                Arguments.of("void put(java.util.Collection<String> c);", "in the order of their sender"),
                Arguments.of("void put(java.util.SortedMap<String, Kind> m);", "TreeMap"),
                Arguments.of("void put(java.util.List<? super String> l);", "a wildcard stands for any type"),
                Arguments.of("void put(java.util.List<? extends Thread> l);", "java.lang.Thread"),
                Arguments.of("java.util.List<? extends Number> get();", "a wildcard stands for any type"),
                Arguments.of("void put(java.util.List<java.util.List<? extends Kind>> l);", "a wildcard"),
                Arguments.of("void put(WithSet w);", "different orders"),
                Arguments.of("void put(java.util.ArrayList<java.util.HashSet<String>> s);", "different orders"),
                Arguments.of("void x(WithThread w);", "w can't be serialized as java.lang.Thread"));
    }

    @ParameterizedTest
    @MethodSource("methods")
    void aMethodThatCantWorkIsRefusedAtItsPlace(String method, String words) {
        JavaFileObject source = Compilations.source(
                "example.Thing",
                "package example;",
                "import org.ambrosia.annotations.*;",
                "@Immortal",
                "public interface Thing {",
                "    " + method,
                "}",
                "class Outer { class Inner {} }",
                "interface Open {}",
                "class Failure extends Exception {}",
                "record WithThread(Thread thread) {}",
                "record WithSet(java.util.List<java.util.HashSet<String>> sets) {}",
                "enum Kind { ONE }",
                "class Hidden { private record Secret() {} }");
        JavaFileObject[] sources = method.contains("Secret")
                ? new JavaFileObject[] {
                    Compilations.source(
                            "example.Thing",
                            "package example;",
                            "import org.ambrosia.annotations.*;",
                            "class Thing { private record Secret() {} @Immortal",
                            "interface Inner {",
                            "    " + method,
                            "} }")
                }
                : new JavaFileObject[] {source};
        Compilation compilation = Compilations.compile(sources);
        assertThat(compilation).hadErrorContaining(words).inFile(sources[0]).onLine(5);
    }

    @Test
    void hashedFieldsOfClassesThatKryoEncodesAreWarnedOf() {
        JavaFileObject source = Compilations.source(
                "example.Thing",
                "package example;",
                "import java.util.*;",
                "@org.ambrosia.annotations.Immortal public interface Thing {",
                "    void put(Order order);",
                "}",
                "class Base { HashSet<String> tags; transient HashMap<String, String> cache; }",
                "class Order extends Base { List<Line> lines; }",
                "class Line { static HashMap<String, String> all; HashMap<String, String> notes; Map<String, String> more; }");
        Compilation compilation = Compilations.compile(source);
        assertThat(compilation).succeeded();
        assertThat(compilation)
                .hadWarningContaining("The field example.Line.notes, which is sent with order, is a java.util.HashMap")
                .inFile(source)
                .onLine(4);
        assertThat(compilation).hadWarningContaining("The field example.Base.tags");
        Assertions.assertThat(compilation.warnings().stream()
                        .filter(each -> each.getMessage(Locale.ROOT).startsWith("The field"))
                        .count())
                .isEqualTo(2);
    }

    @Test
    void aClassIsNoImmortalInterface() {
        JavaFileObject source = Compilations.source(
                "example.Thing", "package example;", "@org.ambrosia.annotations.Immortal", "public class Thing {}");
        assertThat(Compilations.compile(source))
                .hadErrorContaining("belongs on an interface, and Thing is not one")
                .inFile(source)
                .onLine(3);
    }

    @Test
    void anInterfaceCantBeGeneric() {
        JavaFileObject source = Compilations.source(
                "example.Thing",
                "package example;",
                "@org.ambrosia.annotations.Immortal",
                "public interface Thing<",
                "    T> {}");
        assertThat(Compilations.compile(source))
                .hadErrorContaining("can't have type parameters")
                .inFile(source)
                .onLine(4);
    }

    @Test
    void aNestedInterfaceCantBePrivate() {
        JavaFileObject source = Compilations.source(
                "example.Outer",
                "package example;",
                "class Outer {",
                "    @org.ambrosia.annotations.Immortal",
                "    private interface Thing {}",
                "}");
        assertThat(Compilations.compile(source))
                .hadErrorContaining("can't be private")
                .inFile(source)
                .onLine(4);
    }

    @Test
    void twoMethodsCantHaveTheSameId() {
        JavaFileObject source = Compilations.source(
                "example.Thing",
                "package example;",
                "import org.ambrosia.annotations.*;",
                "@Immortal public interface Thing {",
                "    @MethodId(7) void one();",
                "    @MethodId(7) void two(int x);",
                "}");
        assertThat(Compilations.compile(source))
                .hadErrorContaining("The method id 7 is that of \"void one()\" too")
                .inFile(source)
                .onLine(5);
    }

    @Test
    void aCollisionOfDerivedIdsAsksForAnExplicitOne() {
        StringBuilder methods = new StringBuilder();
        for (int i = 0; i < 400; i++) {
            methods.append("    void m").append(i).append("();\n");
        }
        JavaFileObject source = Compilations.source(
                "example.Thing",
                "package example;",
                "@org.ambrosia.annotations.Immortal public interface Thing {",
                methods.toString(),
                "}");
        assertThat(Compilations.compile(source)).hadErrorContaining("derived from the signature");
    }

    @Test
    void annotationsOfMethodsBelongOnInterfaces() {
        JavaFileObject source = Compilations.source(
                "example.Thing",
                "package example;",
                "class Thing {",
                "    @org.ambrosia.annotations.Impulse",
                "    void clicked() {}",
                "}");
        assertThat(Compilations.compile(source))
                .hadErrorContaining("@Impulse belongs on a method of an interface")
                .inFile(source)
                .onLine(4);
    }

    @Test
    void everyProblemOfAnInterfaceIsReportedAtOnce() {
        JavaFileObject source = Compilations.source(
                "example.Thing",
                "package example;",
                "@org.ambrosia.annotations.Immortal public interface Thing {",
                "    void one(Thread a);",
                "    void two(Runnable b);",
                "}");
        Compilation compilation = Compilations.compile(source);
        assertThat(compilation).hadErrorContaining("Thread").inFile(source).onLine(3);
        assertThat(compilation).hadErrorContaining("Runnable").inFile(source).onLine(4);
        assertThat(compilation).hadErrorCount(2);
    }

    @Test
    void aTypeThatDoesNotExistIsLeftToTheCompiler() {
        JavaFileObject source = Compilations.source(
                "example.Thing",
                "package example;",
                "@org.ambrosia.annotations.Immortal public interface Thing {",
                "    void one(Missing a);",
                "}");
        assertThat(Compilations.compile(source))
                .hadErrorContaining("cannot find symbol")
                .inFile(source)
                .onLine(3);
    }
}
