package trees;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import trees.Node.Directory;
import trees.Node.File;
import trees.Node.Link;
import trees.Node.Nothing;

public final class FilesServer extends FilesImmortal {
    private final Deque<Directory> history = new ArrayDeque<>();
    private final Map<Node, Integer> versions = new LinkedHashMap<>();
    private Directory root = new Directory(Map.of());
    private Change<Node> last = new Change<>(List.of(), Nothing.NOTHING, Nothing.NOTHING);

    @Override
    public void put(List<String> path, Node node) {
        last = new Change<>(path, find(path).orElse(Nothing.NOTHING), node);
        become(changed(root, path, node));
    }

    private void become(Directory now) {
        history.push(root);
        if (history.size() > 6) {
            history.removeLast();
        }
        root = now;
        if (versions.size() > 10) {
            versions.remove(versions.keySet().iterator().next());
        }
        versions.putIfAbsent(now, now.entries().size());
    }

    private static Directory changed(Node node, List<String> path, Node leaf) {
        Directory directory = node instanceof Directory found ? found : new Directory(Map.of());
        String name = path.get(0);
        Node child = directory.entries().getOrDefault(name, Nothing.NOTHING);
        return directory.with(name, path.size() == 1 ? leaf : changed(child, path.subList(1, path.size()), leaf));
    }

    @Override
    public Optional<Node> find(List<String> path) {
        Node found = root;
        for (String each : path) {
            if (!(found instanceof Directory directory) || !directory.entries().containsKey(each)) {
                return Optional.empty();
            }
            found = directory.entries().get(each);
        }
        return Optional.of(found);
    }

    @Override
    public int count() {
        Map<Node, Boolean> seen = new IdentityHashMap<>();
        count(root, seen);
        return seen.size();
    }

    private static void count(Node node, Map<Node, Boolean> seen) {
        if (seen.put(node, true) != null) {
            return;
        }
        if (node instanceof Directory directory) {
            directory.entries().values().forEach(each -> count(each, seen));
        } else if (node instanceof Link link) {
            count(link.target(), seen);
        }
    }

    @Override
    public boolean undo() {
        if (history.isEmpty()) {
            return false;
        }
        root = history.pop();
        return true;
    }

    @Override
    public void link(List<String> path, List<String> target) {
        find(target).filter(each -> size(each) < 30).ifPresent(found -> put(path, new Link(found)));
    }

    private static int size(Node node) {
        if (node instanceof Directory directory) {
            return 1 + directory.entries().values().stream().mapToInt(FilesServer::size).sum();
        }
        return node instanceof Link link ? 1 + size(link.target()) : 1;
    }

    @Override
    public Change<Node> last() {
        return last;
    }

    @Override
    public String describe() {
        long shared = history.stream()
                .filter(each -> each.entries().values().stream().anyMatch(root.entries().values()::contains))
                .count();
        long same = history.stream()
                .filter(each -> each.entries().entrySet().stream()
                        .anyMatch(entry -> root.entries().get(entry.getKey()) == entry.getValue()))
                .count();
        return root + " " + count() + " " + history.size() + " " + shared + " " + same + " "
                + versions.getOrDefault(root, -1) + " " + versions.values() + " " + last + " "
                + (last.before() == Nothing.NOTHING) + find(last.path()).map(each -> each == last.after())
                + (root.entries().get("ant") instanceof File file && file.attributes().hidden());
    }
}
