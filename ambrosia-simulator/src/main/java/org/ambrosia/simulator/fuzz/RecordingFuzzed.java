package org.ambrosia.simulator.fuzz;

import java.math.BigDecimal;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** Keeps what it is told. */
final class RecordingFuzzed extends FuzzedImmortal {
    private final List<String> texts = new ArrayList<>();
    private final TreeMap<String, Part> parts = new TreeMap<>();

    @Override
    public void simple(String text, int number, long large, double fraction, byte[] bytes, boolean flag) {
        texts.add(text);
    }

    @Override
    public String composed(List<String> more, Map<String, Part> others, Optional<BigDecimal> amount, Instant when) {
        texts.addAll(more);
        parts.putAll(others);
        return texts.toString();
    }
}
