package trees;

import java.util.List;

public record Change<T>(List<String> path, T before, T after) {}
