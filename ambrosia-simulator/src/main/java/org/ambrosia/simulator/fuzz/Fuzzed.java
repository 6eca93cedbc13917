package org.ambrosia.simulator.fuzz;

import java.math.BigDecimal;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.ambrosia.annotations.Immortal;
import org.ambrosia.annotations.MethodId;

/** Methods with parameters of every kind. */
@Immortal
public interface Fuzzed {
    /** A record, as an example of what is made of parts. */
    record Part(String name, int[] numbers) {}

    /** What generated code decodes. */
    @MethodId(1)
    void simple(String text, int number, long large, double fraction, byte[] bytes, boolean flag);

    /** What Kryo decodes. */
    @MethodId(2)
    String composed(List<String> texts, Map<String, Part> parts, Optional<BigDecimal> amount, Instant when);
}
