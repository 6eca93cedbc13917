package library;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;
import lombok.AccessLevel;
import lombok.Getter;
import lombok.RequiredArgsConstructor;
import lombok.extern.java.Log;
import lombok.val;

@Log
@RequiredArgsConstructor
@Getter(AccessLevel.PACKAGE)
public final class LibraryServer extends LibraryImmortal {
    private final int loansKept;
    private final Map<String, Media> media = new LinkedHashMap<>();
    private final Map<String, Member> members = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
    private final Map<Long, Loan> loans = new LinkedHashMap<>();
    private long last;

    @Override
    public void acquire(Media acquired) {
        media.put(acquired.getTitle(), acquired);
    }

    @Override
    public long lend(Request request) {
        val found = media.get(request.getTitle());
        if (found == null) {
            throw new IllegalArgumentException("no " + request.getTitle());
        }
        val member = members.computeIfAbsent(request.getMember(), Member::new);
        val loan = Loan.builder()
                .number(++last)
                .member(member)
                .media(found)
                .remarks(request.getRemarks())
                .build();
        loans.put(last, loan);
        member.borrow(loan);
        if (loans.size() > loansKept) {
            giveBack(loans.keySet().iterator().next());
        }
        log.fine("lent");
        return last;
    }

    @Override
    public void giveBack(long loan) {
        val gone = loans.remove(loan);
        if (gone != null) {
            gone.getMember().getLoans().remove(gone);
        }
    }

    @Override
    public Optional<Media> find(String title) {
        return Optional.ofNullable(media.get(title));
    }

    @Override
    public List<Book> by(String author) {
        return media.values().stream()
                .filter(each -> each instanceof Book book && book.getAuthors().contains(author))
                .map(Book.class::cast)
                .toList();
    }

    @Override
    public void retitle(String title, String newTitle) {
        val old = media.remove(title);
        if (old == null) {
            return;
        }
        Media renamed = old instanceof Book book
                ? book.toBuilder().title(newTitle).build()
                : ((Film) old).toBuilder().title(newTitle).build();
        media.put(newTitle, renamed);
        loans.replaceAll((number, loan) -> loan.getMedia() == old ? replaced(loan, renamed) : loan);
    }

    private static Loan replaced(Loan loan, Media media) {
        val now = loan.withMedia(media);
        loan.getMember().getLoans().remove(loan);
        loan.getMember().getLoans().add(now);
        return now;
    }

    @Override
    public String describe() {
        return loansKept + " " + media + "; " + members.values().stream()
                .map(this::describe)
                .collect(Collectors.joining(" ")) + "; " + loans.keySet();
    }

    private String describe(Member member) {
        return member + " " + member.getLoans().stream()
                .map(each -> each.getNumber() + " " + each.getMedia().getTitle() + each.getRemarks()
                        + (each.getMember() == member) + (loans.get(each.getNumber()) == each)
                        + (media.get(each.getMedia().getTitle()) == each.getMedia())
                        + member.getLoans().contains(each))
                .toList();
    }
}
