package org.ambrosia.acceptance;

import java.time.Duration;
import java.util.List;
import org.ambrosia.annotations.Immortal;
import org.ambrosia.annotations.Impulse;

/** An immortal for tests: writes lines down, and passes them on. */
@Immortal
interface Ledger {
    void add(String line);

    List<String> lines();

    void fail(String message);

    /** A value that generated code does not encode. */
    Duration twice(Duration given);

    /** A proxy as a result. */
    LedgerProxy other(String name);

    /** Writes the line down, and does what it says. */
    @Impulse
    void typed(String line);
}
