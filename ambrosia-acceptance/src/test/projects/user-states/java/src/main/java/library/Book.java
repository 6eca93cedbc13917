package library;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedSet;
import lombok.EqualsAndHashCode;
import lombok.Singular;
import lombok.ToString;
import lombok.Value;
import lombok.experimental.SuperBuilder;

@Value
@ToString(callSuper = true)
@EqualsAndHashCode(callSuper = true)
@SuperBuilder(toBuilder = true)
public final class Book extends Media {
    @Singular
    List<String> authors;

    @Singular
    Set<Genre> genres;

    @Singular
    SortedSet<String> words;

    @Singular
    Map<String, Integer> chapters;
}
