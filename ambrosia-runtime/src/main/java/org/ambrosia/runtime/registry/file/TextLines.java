package org.ambrosia.runtime.registry.file;

import java.util.Map;
import java.util.TreeMap;

/** Texts of lines {@code key = value}. A value may be anything without line breaks. */
final class TextLines {
    private static final int MOST_LINES = 10_000;

    private TextLines() {}

    static String encode(Map<String, String> values) {
        StringBuilder text = new StringBuilder();
        values.forEach((key, value) ->
                text.append(key).append(" = ").append(value.replace('\n', ' ')).append('\n'));
        return text.toString();
    }

    /**
     * Reads what {@link #encode} wrote.
     *
     * @throws IllegalArgumentException if the text is something else
     */
    static Map<String, String> decode(String text) {
        Map<String, String> values = new TreeMap<>();
        for (String line : text.lines().limit(MOST_LINES).toList()) {
            int sign = line.indexOf(" = ");
            if (sign < 1 || values.put(line.substring(0, sign), line.substring(sign + 3)) != null) {
                throw new IllegalArgumentException(
                        "expected lines \"key = value\", each key once, found \"" + line + "\"");
            }
        }
        return values;
    }
}
