package org.ambrosia.processor;

import static com.google.testing.compile.CompilationSubject.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.testing.compile.Compilation;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Path;
import java.util.List;
import org.ambrosia.runtime.codegen.ImmortalBase;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Containers of the platform with an order of their own are sent, and arrive with it. */
class EverydayTypesTest {
    @TempDir
    private Path directory;

    @Test
    void containersArriveWithTheirOrder() throws Exception {
        Compilation compilation = Compilations.compile(
                Compilations.source(
                        "example.Colour",
                        "package example;",
                        "public enum Colour { RED, GREEN { public String toString() { return \"green\"; } } }"),
                Compilations.source(
                        "example.Everyday",
                        "package example;",
                        "import java.util.*;",
                        "@org.ambrosia.annotations.Immortal public interface Everyday {",
                        "    EnumMap<Colour, String> map(EnumMap<Colour, String> map);",
                        "    EnumSet<Colour> set(EnumSet<Colour> set);",
                        "    PriorityQueue<String> queue(PriorityQueue<String> queue);",
                        "    Vector<Integer> vector(Vector<Integer> vector);",
                        "    Stack<Integer> stack(Stack<Integer> stack);",
                        "}"),
                Compilations.source(
                        "example.EverydayServer",
                        "package example;",
                        "import java.util.*;",
                        "public class EverydayServer extends EverydayImmortal {",
                        "    public List<String> results = new ArrayList<>();",
                        "    protected void onFirstStart() {",
                        "        EnumMap<Colour, String> map = new EnumMap<>(Colour.class);",
                        "        self().mapAsync(map).onResult(this::onMap);",
                        "        map.put(Colour.GREEN, \"g\");",
                        "        map.put(Colour.RED, null);",
                        "        self().mapAsync(map).onResult(this::onMap);",
                        "        self().setAsync(EnumSet.of(Colour.GREEN, Colour.RED)).onResult(this::onSet);",
                        "        self().setAsync(EnumSet.noneOf(Colour.class)).onResult(this::onSet);",
                        "        PriorityQueue<String> queue = new PriorityQueue<>(Comparator.reverseOrder());",
                        "        queue.addAll(List.of(\"a\", \"c\", \"b\"));",
                        "        self().queueAsync(queue).onResult(this::onQueue);",
                        "        self().vectorAsync(new Vector<>(List.of(3, 1, 2))).onResult(this::onVector);",
                        "        Stack<Integer> stack = new Stack<>();",
                        "        stack.push(1);",
                        "        stack.push(2);",
                        "        self().stackAsync(stack).onResult(this::onStack);",
                        "    }",
                        "    public EnumMap<Colour, String> map(EnumMap<Colour, String> map) { return map; }",
                        "    public EnumSet<Colour> set(EnumSet<Colour> set) { return set; }",
                        "    public PriorityQueue<String> queue(PriorityQueue<String> queue) { return queue; }",
                        "    public Vector<Integer> vector(Vector<Integer> vector) { return vector; }",
                        "    public Stack<Integer> stack(Stack<Integer> stack) { return stack; }",
                        "    void onMap(EnumMap<Colour, String> map) { map.putIfAbsent(Colour.RED, \"r\"); results.add(\"\" + map); }",
                        "    void onSet(EnumSet<Colour> set) { results.add(set + \"\" + EnumSet.complementOf(set)); }",
                        "    void onQueue(PriorityQueue<String> queue) { results.add(queue.poll() + queue.poll() + queue.poll()); }",
                        "    void onVector(Vector<Integer> vector) { results.add(\"\" + vector); }",
                        "    void onStack(Stack<Integer> stack) { results.add(\"\" + stack.pop() + stack.pop()); }",
                        "}"));
        assertThat(compilation).succeeded();
        Compilations.writeClasses(compilation, directory);
        URLClassLoader loader = new URLClassLoader(new URL[] {directory.toUri().toURL()});
        ImmortalBase server = (ImmortalBase)
                loader.loadClass("example.EverydayServer").getConstructor().newInstance();
        Bindings bindings = new Bindings();
        bindings.start("everyday", server);
        bindings.deliverAll();
        assertThat((List<?>) server.getClass().getField("results").get(server))
                .isEqualTo(List.of(
                        "{RED=r}", "{RED=r, green=g}", "[RED, green][]", "[][RED, green]", "cba", "[3, 1, 2]", "21"));
    }
}
