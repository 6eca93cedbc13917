package trees;

public sealed interface Node {
    record Directory(java.util.Map<String, Node> entries) implements Node {
        public Directory {
            entries = java.util.Collections.unmodifiableMap(new java.util.TreeMap<>(entries));
        }

        Directory with(String name, Node node) {
            java.util.Map<String, Node> more = new java.util.TreeMap<>(entries);
            more.put(name, node);
            return new Directory(more);
        }
    }

    record File(String text, Attributes attributes) implements Node {}

    record Link(Node target) implements Node {}

    enum Nothing implements Node {
        NOTHING
    }
}
