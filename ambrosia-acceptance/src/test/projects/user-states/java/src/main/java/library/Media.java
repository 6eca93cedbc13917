package library;

import lombok.EqualsAndHashCode;
import lombok.Getter;
import lombok.ToString;
import lombok.experimental.SuperBuilder;

@Getter
@ToString
@EqualsAndHashCode
@SuperBuilder(toBuilder = true)
public abstract sealed class Media permits Book, Film {
    private final String title;

    @lombok.Builder.Default
    private final int copies = 2;
}
