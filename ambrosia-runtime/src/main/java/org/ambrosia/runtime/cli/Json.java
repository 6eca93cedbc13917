package org.ambrosia.runtime.cli;

import com.google.gson.Gson;
import com.google.gson.GsonBuilder;
import java.io.PrintWriter;

/** Output for programs. */
final class Json {
    private static final Gson GSON =
            new GsonBuilder().setPrettyPrinting().disableHtmlEscaping().create();

    private static final Gson ONE_LINE = new GsonBuilder().disableHtmlEscaping().create();

    private Json() {}

    /** Prints as {@link #print}, on one line. */
    static void printLine(Object value, PrintWriter out) {
        out.println(ONE_LINE.toJson(value));
    }

    /** Prints maps, lists, strings, numbers and booleans. */
    static void print(Object value, PrintWriter out) {
        out.println(GSON.toJson(value));
        out.flush();
    }
}
