package library;

import java.util.List;
import lombok.Builder;
import lombok.EqualsAndHashCode;
import lombok.Value;
import lombok.With;

@Value
@Builder
@EqualsAndHashCode(onlyExplicitlyIncluded = true)
class Loan {
    @EqualsAndHashCode.Include
    long number;

    Member member;

    @With
    Media media;

    List<String> remarks;
}
