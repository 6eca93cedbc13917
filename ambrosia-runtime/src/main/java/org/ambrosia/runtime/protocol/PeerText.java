package org.ambrosia.runtime.protocol;

/**
 * Text that another party has sent, in a form that is safe to log: of a bounded length, and without
 * control characters. It can't begin a line of its own, fill a disk, or change how the rest of the
 * log is displayed.
 */
public final class PeerText {
    private static final int MAX_LINE = 500;
    private static final int MAX_LINES = 40;
    private static final String INDENT = "\n    | ";

    private PeerText() {}

    /** Returns the text as a part of one line. */
    public static String line(String text) {
        return line(text, MAX_LINE);
    }

    /**
     * Returns a text of several lines, such as a stack trace. Each line is indented so that it
     * can't pass for a line of the log itself.
     */
    public static String lines(String text) {
        StringBuilder all = new StringBuilder();
        int begin = 0;
        for (int count = 0; begin < text.length(); count++) {
            if (count == MAX_LINES) {
                return all.append(INDENT).append('…').toString();
            }
            int end = text.indexOf('\n', begin);
            int stop = end < 0 ? text.length() : end;
            all.append(INDENT).append(line(text.substring(begin, stop).stripTrailing()));
            begin = stop + 1;
        }
        return all.toString();
    }

    private static String line(String text, int max) {
        StringBuilder escaped = new StringBuilder(Math.min(text.length(), max) + 16);
        for (int i = 0; i < text.length(); i++) {
            if (escaped.length() >= max) {
                return escaped.append('…').toString();
            }
            append(escaped, text.charAt(i));
        }
        return escaped.toString();
    }

    private static void append(StringBuilder escaped, char c) {
        switch (c) {
            case '\n' -> escaped.append("\\n");
            case '\r' -> escaped.append("\\r");
            case '\t' -> escaped.append("\\t");
            default -> {
                if (isShown(c)) {
                    escaped.append(c);
                } else {
                    escaped.append(String.format("\\u%04x", (int) c));
                }
            }
        }
    }

    /**
     * Returns whether the character is shown. Control characters, line separators, and characters
     * that change the writing direction are not.
     */
    private static boolean isShown(char c) {
        return switch (Character.getType(c)) {
            case Character.CONTROL, Character.LINE_SEPARATOR, Character.PARAGRAPH_SEPARATOR, Character.FORMAT -> false;
            default -> true;
        };
    }
}
