package org.ambrosia.runtime.binding;

import static org.ambrosia.runtime.api.ErrorTag.SchemaMismatch;

import java.util.Map;
import java.util.TreeMap;
import org.ambrosia.runtime.api.StateException;

/** The methods of an immortal's interface by their ids, as in the generated schema resource. */
final class Schema {
    private final String text;
    private final Map<Integer, String> methods = new TreeMap<>();

    Schema(String text) {
        this.text = text;
        for (String line : text.lines().toList()) {
            String[] words = line.split(" ", 3);
            if (words.length == 3 && (words[0].equals("method") || words[0].equals("impulse"))) {
                methods.put(idOf(words[1], line), words[2]);
            }
        }
    }

    private static int idOf(String word, String line) {
        try {
            return Integer.parseInt(word);
        } catch (NumberFormatException noNumber) {
            throw new StateException(
                    SchemaMismatch,
                    "A schema can't be read: expected a method id, found \"" + word + "\" in the line \"" + line
                            + "\". The checkpoint that holds it was written by another version, or is damaged.",
                    noNumber);
        }
    }

    String text() {
        return text;
    }

    boolean has(int methodId) {
        return methods.containsKey(methodId);
    }

    /** How the method is declared, for people to read. */
    String describe(int methodId) {
        return methods.getOrDefault(methodId, "method id " + methodId);
    }

    /**
     * Checks that calls logged under {@code stored} mean the same in this build.
     *
     * @throws StateException if an id stands for another method now
     */
    void checkReplays(Schema stored) {
        stored.methods.forEach((id, then) -> {
            String now = methods.getOrDefault(id, then);
            if (!now.equals(then)) {
                throw new StateException(
                        SchemaMismatch,
                        "This build can't replay the log: method id " + id + " was \"" + then + "\" when the checkpoint"
                                + " was taken, and is \"" + now + "\" now. Restore the method, and give the new one"
                                + " another id.");
            }
        });
    }
}
