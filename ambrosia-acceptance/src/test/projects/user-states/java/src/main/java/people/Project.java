package people;

import java.util.ArrayList;
import java.util.List;

public final class Project {
    private final String name;
    private final List<UserId> members = new ArrayList<>();

    public Project(String name) {
        this.name = name;
    }

    String name() {
        return name;
    }

    List<UserId> members() {
        return members;
    }

    @Override
    public String toString() {
        return name + members;
    }
}
