package trees;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.ambrosia.runtime.Ambrosia;
import org.ambrosia.runtime.Ambrosia.Deployment;
import states.Example;
import states.NaiveImmortal;
import trees.Node.Directory;
import trees.Node.File;

public final class TreesExample extends Example<Files> {
    public TreesExample() {
        super("trees", Files.class, FilesClient::of);
    }

    @Override
    public Deployment deploy(String instance) {
        return Ambrosia.deploy(instance, FilesServer::new);
    }

    @Override
    protected Files newTwin() {
        return new FilesServer();
    }

    @Override
    protected Object call(Files to, Random random) {
        switch (random.nextInt(10)) {
            case 0, 1, 2 -> to.put(path(random), file(random));
            case 3 -> to.put(path(random), new Directory(Map.of(word(random) + "s", file(random), "ant", file(random))));
            case 4, 5 -> {
                return to.find(path(random));
            }
            case 6 -> {
                return to.count();
            }
            case 7 -> {
                return to.undo();
            }
            case 8 -> to.link(path(random), path(random));
            default -> {
                return to.last();
            }
        }
        return null;
    }

    private static List<String> path(Random random) {
        List<String> path = new ArrayList<>();
        for (int i = random.nextInt(3); i >= 0; i--) {
            path.add(random.nextInt(3) == 0 ? word(random) : "ant");
        }
        return path;
    }

    private static File file(Random random) {
        return new File(
                word(random),
                random.nextBoolean()
                        ? new Attributes(random.nextInt(8))
                        : new Attributes(true, 7, List.of(word(random), word(random))));
    }

    @Override
    public Map<String, Deployment> naive() {
        return Map.of("trees-open", Ambrosia.deploy("naive", Open::new));
    }

    private interface Shape {}

    private record Circle(int radius) implements Shape {}

    private static final class Open extends NaiveImmortal {
        private Shape shape = new Circle(1);

        @Override
        public void call() {
            shape = new Circle(2);
        }
    }
}
