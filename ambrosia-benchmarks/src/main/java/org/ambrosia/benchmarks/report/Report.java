package org.ambrosia.benchmarks.report;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.ambrosia.benchmarks.process.JavaProcess;

/** A table with what belongs to it: what was measured, with what, and a plot. */
public final class Report {
    private final String name;
    private final String title;
    private final List<String> heading;
    private final List<List<String>> rows = new ArrayList<>();
    private final List<String> notes = new ArrayList<>();

    /**
     * Makes an empty report.
     *
     * @param name of its files, without what tells their format
     */
    public Report(String name, String title, String... heading) {
        this.name = name;
        this.title = title;
        this.heading = List.of(heading);
    }

    /** Adds a row: numbers with fractions are shown with one place, or three if they are small. */
    public void row(Object... cells) {
        List<String> row = new ArrayList<>();
        for (Object each : cells) {
            row.add(each instanceof Double number ? shown(number) : String.valueOf(each));
        }
        rows.add(row);
    }

    private static String shown(double number) {
        if (Double.isNaN(number)) {
            return "";
        }
        return String.format(Locale.ROOT, Math.abs(number) >= 10 ? "%,.1f" : "%.3f", number);
    }

    /** Adds a line below the table. */
    public void note(String line) {
        notes.add(line);
    }

    /** Adds the settings of a contestant below the notes. */
    public void settings(String contestant, List<Setting> settings) {
        notes.add("");
        List<List<String>> table =
                new ArrayList<>(List.of(List.of("Settings of " + contestant, "value", "why (source)")));
        settings.forEach(each -> table.add(each.cells()));
        notes.addAll(aligned(table, true));
    }

    /** Shows the table. */
    public void print(PrintStream out) {
        out.println();
        text().forEach(out::println);
        out.flush();
    }

    private List<String> text() {
        List<String> lines = new ArrayList<>(List.of(title, ""));
        List<List<String>> all = new ArrayList<>(List.of(heading));
        all.addAll(rows);
        lines.addAll(aligned(all, false));
        lines.add("");
        lines.addAll(notes);
        lines.add("");
        lines.add(Machine.describe());
        lines.add("JVM options: " + JavaProcess.inheritedOptions());
        return lines;
    }

    /** The rows as lines, with columns of words begun, or of numbers ended, one below the other. */
    private static List<String> aligned(List<List<String>> all, boolean words) {
        List<String> lines = new ArrayList<>();
        int[] widths = new int[all.get(0).size()];
        for (List<String> row : all) {
            for (int i = 0; i < row.size(); i++) {
                widths[i] = Math.max(widths[i], row.get(i).length());
            }
        }
        for (List<String> row : all) {
            StringBuilder line = new StringBuilder();
            for (int i = 0; i < row.size(); i++) {
                String padding = " ".repeat(widths[i] - row.get(i).length());
                line.append(i == 0 ? "" : "  ");
                line.append(i == 0 || words ? row.get(i) + padding : padding + row.get(i));
            }
            lines.add(line.toString().stripTrailing());
        }
        return lines;
    }

    private List<String> csv() {
        List<String> lines = new ArrayList<>();
        lines.add(String.join(",", heading));
        for (List<String> row : rows) {
            lines.add(String.join(
                    ",", row.stream().map(each -> each.replace(",", "")).toList()));
        }
        return lines;
    }

    /** Writes the table as text and as CSV, and the plot, into this directory, in place of those of an earlier run. */
    public void write(Path directory, Plot plot) throws IOException {
        Files.createDirectories(directory);
        Files.write(directory.resolve(name + ".txt"), text());
        Files.write(directory.resolve(name + ".csv"), csv());
        Files.writeString(directory.resolve(name + ".svg"), plot.svg());
    }
}
