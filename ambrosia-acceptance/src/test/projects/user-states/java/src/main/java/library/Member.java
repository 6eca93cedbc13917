package library;

import java.util.LinkedHashSet;
import java.util.Set;
import lombok.Data;
import lombok.EqualsAndHashCode;
import lombok.NonNull;
import lombok.Synchronized;
import lombok.ToString;

@Data
final class Member {
    @NonNull
    private final String name;

    @ToString.Exclude
    @EqualsAndHashCode.Exclude
    private final Set<Loan> loans = new LinkedHashSet<>();

    private int borrowed;

    @Synchronized // on a field of type Object that Lombok adds
    void borrow(Loan loan) {
        loans.add(loan);
        borrowed++;
    }
}
