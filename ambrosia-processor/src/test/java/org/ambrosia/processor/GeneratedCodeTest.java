package org.ambrosia.processor;

import static com.google.testing.compile.CompilationSubject.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.testing.compile.Compilation;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import javax.tools.JavaFileObject;
import org.ambrosia.runtime.codegen.ImmortalBase;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Generated proxies and dispatchers, run: values that are sent arrive as they were, promises outlive their process. */
class GeneratedCodeTest {
    private static final JavaFileObject SERVER = Compilations.source(
            "example.EchoServer",
            "package example;",
            "import java.util.*;",
            "public class EchoServer extends EverythingImmortal {",
            "    public String primitives(boolean a, byte b, short c, char d, int e, long f, float g, double h) {",
            "        return a + \" \" + b + \" \" + c + \" \" + d + \" \" + e + \" \" + f + \" \" + g + \" \" + h;",
            "    }",
            "    public String boxes(Boolean a, Byte b, Short c, Character d, Integer e, Long f, Float g, Double h) {",
            "        return Arrays.asList(a, b, c, d, e, f, g, h).toString();",
            "    }",
            "    public String arrays(boolean[] a, byte[] b, int[][] c, String[] d, double[] e, Point[] f, long... g) {",
            "        return Arrays.deepToString(new Object[] {a, b, c, d, e, f, g});",
            "    }",
            "    public List<String> lists(List<String> a, List<List<Integer>> b, Set<Colour> c) {",
            "        return Arrays.asList(a.toString(), b.toString(), c.toString(), null);",
            "    }",
            "    public Map<String, List<Point>> maps(Map<Colour, Long> a, Optional<Tree> b) {",
            "        return Map.of(a + \" \" + b, List.of(new Point(1, 2.5, Colour.GREEN)));",
            "    }",
            "    public Tree tree(Tree tree) { return tree; }",
            "    public Address kryo(Address a, java.time.Instant when, ArrayList<Address> many, UUID id) {",
            "        a.lines.add(when + \" \" + many.get(0).street + \" \" + id);",
            "        return a;",
            "    }",
            "    public Colour colour(Colour colour) { return colour; }",
            "    public CounterProxy proxy(CounterProxy counter, Optional<CounterProxy> maybe) {",
            "        counter.addFork(maybe.isPresent() ? 1 : 2, \"from proxy\");",
            "        return counter;",
            "    }",
            "    protected boolean sendsStackTraces() { return true; }",
            "    public void methodId(int a, int b, int c, int d, int e, int f, int g) {",
            "        throw new IllegalStateException(\"sum \" + (a + b + c + d + e + f + g));",
            "    }",
            "}");

    private static final JavaFileObject CALLER = Compilations.source(
            "example.Caller",
            "package example;",
            "import java.util.*;",
            "import org.ambrosia.runtime.api.CallFailedException;",
            "public class Caller extends CounterImmortal {",
            "    public List<String> results = new ArrayList<>();",
            "    private Map<EverythingProxy, Integer> servers = new LinkedHashMap<>();",
            "    private final EverythingProxy server = EverythingProxy.of(this, \"server\"); // before it is deployed",
            "    protected void onFirstStart() {",
            "        servers.put(server, 1);",
            "        server.primitivesAsync(true, (byte) -1, (short) 300, 'ä', Integer.MIN_VALUE, Long.MAX_VALUE, 1.5f,",
            "                Double.MIN_VALUE).onResult(this::onText);",
            "        server.boxesAsync(true, null, (short) 1, 'x', null, 5L, null, 2.0).onResult(this::onText);",
            "        server.arraysAsync(new boolean[] {true, false}, new byte[] {1, 2}, new int[][] {{1}, null, {}},",
            "                new String[] {\"a\", null, \"\\ud83d\\ude00\"}, null, new Point[] {new Point(1, 2, Colour.RED), null},",
            "                7, 8).onResult(this::onText);",
            "        server.listsAsync(List.of(\"x\"), List.of(List.of(1, 2), List.of()), EnumSet.allOf(Colour.class))",
            "                .onResult(this::onList, \"lists\");",
            "        Map<Colour, Long> map = new LinkedHashMap<>();",
            "        map.put(Colour.RED, 1L);",
            "        map.put(Colour.GREEN, null);",
            "        server.mapsAsync(map, Optional.empty()).onResult(this::onMap, 1, 2);",
            "        server.treeAsync(new Tree(\"root\", List.of(new Tree(\"leaf\", null, null)), null)).onResult(this::onTree);",
            "        Address address = new Address();",
            "        address.street = \"Elm\";",
            "        server.kryoAsync(address, java.time.Instant.EPOCH, new ArrayList<>(List.of(address)), new UUID(0, 1))",
            "                .onResult(this::onAddress);",
            "        server.colourAsync(null).onResult(this::onColour);",
            "        server.proxyAsync(self(), Optional.empty()).onResult(this::onProxy);",
            "        server.methodIdAsync(1, 2, 3, 4, 5, 6, 7).onResult(this::onNothing).onFailure(this::onFailure, \"f\");",
            "    }",
            "    private void onText(String text) { results.add(text); }",
            "    void onList(List<String> list, String argument) { results.add(argument + list); }",
            "    void onMap(Map<String, List<Point>> map, int one, int two) { results.add(one + \" \" + two + \" \" + map); }",
            "    void onTree(Tree tree) { results.add(tree.toString()); }",
            "    void onAddress(Address address) { results.add(address.street + address.lines); }",
            "    void onColour(Colour colour) { results.add(\"colour \" + colour); }",
            "    void onProxy(CounterProxy proxy) { results.add(proxy.equals(self()) + \" \" + proxy); }",
            "    void onNothing() { results.add(\"never\"); }",
            "    void onFailure(CallFailedException failure, String argument) {",
            "        results.add(argument + \" \" + failure.remoteClass() + \" \" + failure.remoteMessage() + \" \"",
            "                + failure.remoteStack().contains(\"EchoServer.methodId\"));",
            "    }",
            "    public void add(int amount, String reason) { results.add(\"add \" + amount + \" \" + reason); }",
            "    public long total() { return results.size(); }",
            "    public void clicked(Point where) {}",
            "    public Point centre(Point[] points) { return points[0]; }",
            "    public void tell(CounterProxy other) {}",
            "}");

    private static final JavaFileObject MISCOUNTING = Compilations.source(
            "example.Miscounting",
            "package example;",
            "import java.util.*;",
            "public class Miscounting extends CounterImmortal {",
            "    public String refused;",
            "    protected void onFirstStart() {",
            "        List<String> list = new AbstractList<>() {",
            "            public String get(int index) { return \"x\"; }",
            "            public int size() { return 2; }",
            "            public Iterator<String> iterator() { return List.of(\"x\").iterator(); }",
            "        };",
            "        try {",
            "            EverythingProxy.of(this, \"server\").listsFork(list, List.of(), Set.of());",
            "        } catch (RuntimeException failed) {",
            "            refused = failed.getMessage();",
            "        }",
            "    }",
            "    public void add(int amount, String reason) {}",
            "    public long total() { return 0; }",
            "    public void clicked(Point where) {}",
            "    public Point centre(Point[] points) { return points[0]; }",
            "    public void tell(CounterProxy other) {}",
            "}");

    @TempDir
    private static Path directory;

    private final Bindings bindings = new Bindings();
    private ClassLoader loader;

    @BeforeEach
    void compile() throws Exception {
        if (loader == null) {
            loader = load();
        }
    }

    @Test
    void whatIsSentArrivesAsItWas() throws Exception {
        ImmortalBase caller = make("example.Caller");
        bindings.start("server", make("example.EchoServer"));
        bindings.start("caller", caller);
        bindings.deliverAll();
        assertResults(caller);
    }

    @Test
    void aCollectionWhoseSizeIsNotWhatItsIteratorGivesIsRefusedWhereItIsSent() throws Exception {
        ImmortalBase sender = make("example.Miscounting");
        bindings.start("server", make("example.EchoServer"));
        bindings.start("caller", sender);
        assertThat(sender.getClass().getField("refused").get(sender)).asString().contains("1 fewer elements", "size()");
        assertThat(bindings.pending()).isEmpty();
    }

    @Test
    void promisesAndTheirCallbacksOutliveTheProcess() throws Exception {
        bindings.start("server", make("example.EchoServer"));
        bindings.start("caller", make("example.Caller"));
        ImmortalBase restarted = make("example.Caller");
        bindings.restart("caller", restarted);
        bindings.deliverAll();
        assertResults(restarted);
    }

    @Test
    void callsThatAreCutOrChangedNeverBreakTheInstance() throws Exception {
        ImmortalBase caller = make("example.Caller");
        bindings.start("server", make("example.EchoServer"));
        bindings.start("caller", caller);
        Random random = new Random(5);
        for (Bindings.Sent each : bindings.pending()) {
            byte[] message = each.message();
            for (int i = 0; i < 400; i++) {
                byte[] changed = message.clone();
                int sizeBytes = org.ambrosia.runtime.protocol.Encoder.sizeOfZz32(message.length);
                changed[random.nextInt(sizeBytes + 1, changed.length)] = (byte) random.nextInt();
                bindings.deliver(new Bindings.Sent(each.destination(), changed));
            }
            for (int length = 2; length < message.length - 3; length++) {
                byte[] cut = new org.ambrosia.runtime.protocol.Encoder(64)
                        .zz32(length)
                        .bytes(message, message[0] < 0 ? 2 : 1, length)
                        .toByteArray();
                bindings.deliver(new Bindings.Sent(each.destination(), cut));
            }
        }
    }

    private static void assertResults(ImmortalBase caller) throws Exception {
        @SuppressWarnings("unchecked")
        List<String> results =
                (List<String>) caller.getClass().getField("results").get(caller);
        assertThat(results)
                .containsExactly(
                        "true -1 300 ä -2147483648 9223372036854775807 1.5 4.9E-324",
                        "[true, null, 1, x, null, 5, null, 2.0]",
                        "[[true, false], [1, 2], [[1], null, []], [a, null, \ud83d\ude00], null,"
                                + " [Point[x=1, y=2.0, colour=RED], null], [7, 8]]",
                        "lists[[x], [[1, 2], []], [RED, GREEN], null]",
                        "1 2 {{RED=1, GREEN=null} Optional.empty=[Point[x=1, y=2.5, colour=GREEN]]}",
                        "Tree[label=root, branches=[Tree[label=leaf, branches=null, next=null]], next=null]",
                        "Elm[1970-01-01T00:00:00Z Elm 00000000-0000-0000-0000-000000000001]",
                        "colour null",
                        "add 2 from proxy",
                        "true CounterProxy(caller)",
                        "f java.lang.IllegalStateException sum 28 true");
    }

    private ImmortalBase make(String name) throws Exception {
        return (ImmortalBase) loader.loadClass(name).getConstructor().newInstance();
    }

    private static ClassLoader load() throws IOException {
        JavaFileObject[] sources = Stream.concat(Arrays.stream(Sources.ALL), Stream.of(SERVER, CALLER, MISCOUNTING))
                .toArray(JavaFileObject[]::new);
        Compilation compilation = Compilations.compile(sources);
        assertThat(compilation).succeeded();
        Compilations.writeClasses(compilation, directory);
        return new java.net.URLClassLoader(new java.net.URL[] {directory.toUri().toURL()});
    }
}
