package org.ambrosia.processor;

import javax.tools.JavaFileObject;

/** The sources that the tests of generated code share: an interface with every kind of type. */
final class Sources {
    static final JavaFileObject POINT = Compilations.source(
            "example.Point", "package example;", "public record Point(int x, double y, Colour colour) {}");
    static final JavaFileObject TREE = Compilations.source(
            "example.Tree",
            "package example;",
            "import java.util.List;",
            "public record Tree(String label, List<Tree> branches, Tree next) {}");
    static final JavaFileObject COLOUR =
            Compilations.source("example.Colour", "package example;", "public enum Colour { RED, GREEN }");
    static final JavaFileObject ADDRESS = Compilations.source(
            "example.Address",
            "package example;",
            "public class Address {",
            "    public String street;",
            "    public java.util.List<String> lines = new java.util.ArrayList<>();",
            "}");
    static final JavaFileObject COUNTER = Compilations.source(
            "example.Counter",
            "package example;",
            "import org.ambrosia.annotations.*;",
            "/** Counts. */",
            "@Immortal",
            "public interface Counter {",
            "    void add(int amount, String reason);",
            "    /**",
            "     * Returns the sum of all amounts, as {@link #add} has counted them,",
            "     * and {@linkplain Point as a point} does not; it costs $5.",
            "     *",
            "     * @return the sum",
            "     */",
            "    long total();",
            "    @Impulse void clicked(Point where);",
            "    @MethodId(5) Point centre(Point[] points) throws java.io.IOException;",
            "    void tell(CounterProxy other);",
            "}");
    static final JavaFileObject EVERYTHING = Compilations.source(
            "example.Everything",
            "package example;",
            "import java.util.*;",
            "import org.ambrosia.annotations.*;",
            "@Immortal",
            "public interface Everything {",
            "    String primitives(boolean a, byte b, short c, char d, int e, long f, float g, double h);",
            "    String boxes(Boolean a, Byte b, Short c, Character d, Integer e, Long f, Float g, Double h);",
            "    String arrays(boolean[] a, byte[] b, int[][] c, String[] d, double[] e, Point[] f, long... g);",
            "    List<String> lists(List<String> a, List<List<Integer>> b, Set<Colour> c);",
            "    Map<String, List<Point>> maps(Map<Colour, Long> a, Optional<Tree> b);",
            "    Tree tree(Tree tree);",
            "    Address kryo(Address address, java.time.Instant when, ArrayList<Address> many, java.util.UUID id);",
            "    Colour colour(Colour colour);",
            "    CounterProxy proxy(CounterProxy counter, Optional<CounterProxy> maybe);",
            "    void methodId(int methodId, int arguments, int result, int returned, int target, int call, int context);",
            "}");

    static final JavaFileObject[] ALL = {POINT, TREE, COLOUR, ADDRESS, COUNTER, EVERYTHING};

    private Sources() {}
}
