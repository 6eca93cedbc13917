package library;

import java.util.List;
import java.util.Optional;
import org.ambrosia.annotations.Immortal;
import states.Described;

@Immortal
public interface Library extends Described {
    void acquire(Media media);

    /** Returns the loan's number. */
    long lend(Request request);

    void giveBack(long loan);

    Optional<Media> find(String title);

    /** Returns all by an author, as of now. */
    List<Book> by(String author);

    void retitle(String title, String newTitle);
}
