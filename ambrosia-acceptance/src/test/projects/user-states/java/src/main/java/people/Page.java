package people;

import java.util.List;
import java.util.Optional;

public record Page<T>(List<T> rows, Optional<T> next) {}
