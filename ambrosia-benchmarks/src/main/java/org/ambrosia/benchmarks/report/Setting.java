package org.ambrosia.benchmarks.report;

import java.util.List;

/**
 * One setting of a contestant, and its source.
 *
 * @param name as its makers write it
 * @param value in this run
 * @param why the reason, with the source in parentheses
 */
public record Setting(String name, String value, String why) {
    private static final String TAG = "SETTING";
    private static final String SEPARATOR = "\t";

    /** Returns the line that a contestant's process prints. */
    public String line() {
        return String.join(SEPARATOR, TAG, name, value, why);
    }

    /** Whether a process has printed a setting. */
    public static boolean isOne(String line) {
        return line.startsWith(TAG + SEPARATOR);
    }

    /** Reads a line of {@link #line()}. */
    public static Setting of(String line) {
        String[] cells = line.split(SEPARATOR, -1);
        return new Setting(cells[1], cells[2], cells[3]);
    }

    List<String> cells() {
        return List.of(name, value, why);
    }
}
