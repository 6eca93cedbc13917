package trees;

import java.util.List;

public record Attributes(boolean hidden, int mode, List<String> tags) {
    public Attributes {
        if (mode < 0) {
            throw new IllegalArgumentException("a mode below zero: " + mode);
        }
        tags = List.copyOf(tags);
    }

    public Attributes(int mode) {
        this(false, mode, List.of());
    }
}
