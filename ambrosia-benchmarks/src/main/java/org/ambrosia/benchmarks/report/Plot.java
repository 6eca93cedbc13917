package org.ambrosia.benchmarks.report;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/** Groups of bars, as an SVG that needs no fonts and no display to be made. */
public final class Plot {
    private static final int WIDTH = 860;
    private static final int HEIGHT = 420;
    private static final int LEFT = 80;
    private static final int TOP = 60;
    private static final int BOTTOM = 70;
    private static final double CHARACTER_WIDTH = 6.5;
    private static final int LINE_HEIGHT = 14;
    private static final String[] COLOURS = {"#1b6ca8", "#e07b39", "#5b8c5a", "#8e5ea2", "#999999", "#c44e52"};

    private final String title;
    private final String unit;
    private final boolean logarithmic;
    private final List<String> series;
    private final List<String> groups = new ArrayList<>();
    private final List<double[]> values = new ArrayList<>();

    /**
     * Makes an empty plot.
     *
     * @param unit of the values
     * @param logarithmic whether values differ by orders of magnitude
     * @param series the names of the bars in each group
     */
    public Plot(String title, String unit, boolean logarithmic, List<String> series) {
        this.title = title;
        this.unit = unit;
        this.logarithmic = logarithmic;
        this.series = List.copyOf(series);
    }

    /** Adds a group; a value that is not a number has no bar. */
    public void group(String name, double... bars) {
        groups.add(name);
        values.add(bars.clone());
    }

    String svg() {
        double most = values.stream()
                .flatMapToDouble(Arrays::stream)
                .filter(v -> v > 0)
                .max()
                .orElse(1);
        double least = values.stream()
                .flatMapToDouble(Arrays::stream)
                .filter(v -> v > 0)
                .min()
                .orElse(1);
        double top = logarithmic ? Math.pow(10, Math.ceil(Math.log10(most))) : niceAbove(most);
        double bottom = logarithmic ? Math.pow(10, Math.floor(Math.log10(least * 0.999))) : 0;
        StringBuilder svg = new StringBuilder();
        svg.append(String.format(
                Locale.ROOT,
                "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"%d\" height=\"%d\" font-family=\"sans-serif\" font-size=\"12\">%n"
                        + "<rect width=\"100%%\" height=\"100%%\" fill=\"white\"/>%n",
                WIDTH,
                HEIGHT));
        text(svg, WIDTH / 2.0, 22, "middle", "font-size=\"15\"", title);
        axis(svg, bottom, top);
        bars(svg, bottom, top);
        legend(svg);
        return svg.append("</svg>\n").toString();
    }

    private void axis(StringBuilder svg, double bottom, double top) {
        text(svg, 14, TOP - 12, "start", "", unit);
        List<Double> marks = new ArrayList<>();
        if (logarithmic) {
            for (double mark = bottom; mark <= top * 1.001; mark *= 10) {
                marks.add(mark);
            }
        } else {
            for (int i = 0; i <= 5; i++) {
                marks.add(top * i / 5);
            }
        }
        for (double mark : marks) {
            double y = y(mark, bottom, top);
            svg.append(String.format(
                    Locale.ROOT,
                    "<line x1=\"%d\" x2=\"%d\" y1=\"%.1f\" y2=\"%.1f\" stroke=\"#ddd\"/>%n",
                    LEFT,
                    WIDTH - 20,
                    y,
                    y));
            text(svg, LEFT - 6, y + 4, "end", "", shortened(mark));
        }
    }

    private void bars(StringBuilder svg, double bottom, double top) {
        double groupWidth = (WIDTH - 20.0 - LEFT) / groups.size();
        double barWidth = groupWidth * 0.8 / series.size();
        for (int g = 0; g < groups.size(); g++) {
            double left = LEFT + g * groupWidth;
            for (int s = 0; s < values.get(g).length; s++) {
                double value = values.get(g)[s];
                if (!(value > 0)) {
                    continue;
                }
                double y = y(value, bottom, top);
                double x = left + groupWidth * 0.1 + s * barWidth;
                svg.append(String.format(
                        Locale.ROOT,
                        "<rect x=\"%.1f\" y=\"%.1f\" width=\"%.1f\" height=\"%.1f\" fill=\"%s\"/>%n",
                        x,
                        y,
                        barWidth * 0.94,
                        HEIGHT - BOTTOM - y,
                        COLOURS[s % COLOURS.length]));
                text(svg, x + barWidth / 2, y - 3, "middle", "font-size=\"9\"", shortened(value));
            }
            label(svg, groups.get(g), left + groupWidth / 2, groupWidth);
        }
    }

    /** Below a group, on as many lines as it needs there. */
    private static void label(StringBuilder svg, String label, double middle, double width) {
        double y = HEIGHT - BOTTOM + 16;
        StringBuilder line = new StringBuilder();
        for (String word : label.split(" ", -1)) {
            if (!line.isEmpty() && (line.length() + 1 + word.length()) * CHARACTER_WIDTH > width) {
                text(svg, middle, y, "middle", "", line.toString());
                line.setLength(0);
                y += LINE_HEIGHT;
            }
            line.append(line.isEmpty() ? "" : " ").append(word);
        }
        text(svg, middle, y, "middle", "", line.toString());
    }

    private void legend(StringBuilder svg) {
        if (series.size() < 2) {
            return;
        }
        double x = LEFT;
        for (int s = 0; s < series.size(); s++) {
            svg.append(String.format(
                    Locale.ROOT,
                    "<rect x=\"%.1f\" y=\"%d\" width=\"12\" height=\"12\" fill=\"%s\"/>%n",
                    x,
                    HEIGHT - 32,
                    COLOURS[s % COLOURS.length]));
            text(svg, x + 17, HEIGHT - 22, "start", "", series.get(s));
            x += 40 + 7.0 * series.get(s).length();
        }
    }

    private double y(double value, double bottom, double top) {
        double share = logarithmic
                ? (Math.log10(value) - Math.log10(bottom)) / (Math.log10(top) - Math.log10(bottom))
                : value / top;
        return HEIGHT - BOTTOM - share * (HEIGHT - BOTTOM - TOP);
    }

    private static double niceAbove(double value) {
        double power = Math.pow(10, Math.floor(Math.log10(value)));
        for (double step : new double[] {1, 2, 2.5, 5, 10}) {
            if (step * power >= value) {
                return step * power;
            }
        }
        return 10 * power;
    }

    private static String shortened(double value) {
        if (value >= 1e6) {
            return trimmed(value / 1e6) + "M";
        }
        return value >= 1e4 ? trimmed(value / 1e3) + "k" : trimmed(value);
    }

    private static String trimmed(double value) {
        return String.format(Locale.ROOT, value >= 100 || value == Math.rint(value) ? "%.0f" : "%.3g", value);
    }

    private static void text(StringBuilder svg, double x, double y, String anchor, String more, String content) {
        svg.append(String.format(
                Locale.ROOT,
                "<text x=\"%.1f\" y=\"%.1f\" text-anchor=\"%s\" %s>%s</text>%n",
                x,
                y,
                anchor,
                more,
                content.replace("&", "&amp;").replace("<", "&lt;")));
    }
}
