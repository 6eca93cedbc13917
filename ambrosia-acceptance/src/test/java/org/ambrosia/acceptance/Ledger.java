package org.ambrosia.acceptance;

import java.util.List;
import org.ambrosia.annotations.Immortal;
import org.ambrosia.annotations.Impulse;

/** An immortal for tests: writes lines down, and passes them on. */
@Immortal
interface Ledger {
    void add(String line);

    List<String> lines();

    void fail(String message);

    /** Writes the line down, and does what it says. */
    @Impulse
    void typed(String line);
}
