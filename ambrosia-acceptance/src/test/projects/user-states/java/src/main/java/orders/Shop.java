package orders;

import java.util.List;
import org.ambrosia.annotations.Immortal;
import states.Described;

@Immortal
public interface Shop extends Described {
    /** Returns the order's number. */
    long place(String email, List<Item> items);

    void add(long number, Item item);

    /** Returns whether the order had it. */
    boolean remove(long number, String product);

    void cancel(long number);

    /** Gives an order to another customer. */
    void move(long number, String email);
}
