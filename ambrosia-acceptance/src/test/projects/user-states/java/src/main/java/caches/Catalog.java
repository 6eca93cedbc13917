package caches;

import java.util.List;
import org.ambrosia.annotations.Immortal;
import states.Described;

@Immortal
public interface Catalog extends Described {
    void add(String name, String category, long cents);

    void reprice(String name, long cents);

    void remove(String name);

    /** Returns the names in a category, the cheapest first. */
    List<String> cheapest(String category);

    /** Returns what the basket of these costs. */
    long price(List<String> names);
}
