package org.ambrosia.runtime.binding;

import static org.ambrosia.runtime.api.ErrorTag.SCHEMA_MISMATCH;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.ambrosia.runtime.api.StateException;

/** The methods of an immortal's interface by their ids, as in the generated schema resource. */
final class Schema {
    private static final String INTERFACE = "interface ";
    private static final String EXPLICIT = "@MethodId ";
    private static final int MAX_ID = 8191;

    private final String text;
    private final Map<Integer, Method> methods = new TreeMap<>();
    /** The ids again, in an array, because they are looked up for each call. */
    private final boolean[] ids = new boolean[MAX_ID + 1];

    private String interfaceName = "the interface";

    /**
     * A method.
     *
     * @param signature its result, name and parameter types
     * @param explicit whether its id was given by {@code @MethodId}, and so does not depend on its
     *     name
     */
    private record Method(String signature, boolean explicit) {
        static Method parse(String declared) {
            boolean explicit = declared.startsWith(EXPLICIT);
            return new Method(explicit ? declared.substring(EXPLICIT.length()) : declared, explicit);
        }

        /**
         * Returns whether a logged call of one method is a call of the other. A derived id of
         * another name is a coincidence.
         */
        boolean isSameAs(Method other) {
            return signature.equals(other.signature)
                    || ((explicit || other.explicit) && withoutName().equals(other.withoutName()));
        }

        private String withoutName() {
            int parameters = signature.lastIndexOf('(');
            int name = signature.lastIndexOf(' ', Math.max(0, parameters));
            return signature.substring(0, Math.max(0, name)) + signature.substring(Math.max(0, parameters));
        }
    }

    Schema(String text) {
        this.text = text;
        for (String line : text.lines().toList()) {
            String[] words = line.split(" ", 3);
            if (words.length == 3 && (words[0].equals("method") || words[0].equals("impulse"))) {
                int id = idOf(words[1], line);
                methods.put(id, Method.parse(words[2]));
                ids[id] = true;
            } else if (line.startsWith(INTERFACE)) {
                interfaceName = line.substring(INTERFACE.length());
            }
        }
    }

    private static int idOf(String word, String line) {
        int id = -1;
        try {
            id = Integer.parseInt(word);
        } catch (NumberFormatException noNumber) {
            // An invalid id is refused below.
        }
        if (id < 0 || id > MAX_ID) {
            throw new StateException(
                    SCHEMA_MISMATCH,
                    "A schema can't be read: expected a method id up to " + MAX_ID + ", found \"" + word
                            + "\" in the line \"" + line
                            + "\". The checkpoint or record that holds it was written by another version, or is damaged.");
        }
        return id;
    }

    String text() {
        return text;
    }

    String interfaceName() {
        return interfaceName;
    }

    boolean has(int methodId) {
        return isId(methodId) && ids[methodId];
    }

    /** Returns whether a method of any build may have this id. */
    static boolean isId(int methodId) {
        return methodId >= 0 && methodId <= MAX_ID;
    }

    /**
     * Returns the methods' names and parameters as the JVM knows them, such as {@code
     * add(int,java.util.List)}.
     */
    List<String> erased() {
        List<String> erased = new ArrayList<>();
        for (Method each : methods.values()) {
            StringBuilder outside = new StringBuilder();
            int depth = 0;
            for (char c : each.signature().toCharArray()) {
                depth += c == '<' || c == '{' ? 1 : 0;
                if (depth == 0) {
                    outside.append(c);
                }
                depth -= c == '>' || c == '}' ? 1 : 0;
            }
            erased.add(outside.substring(outside.indexOf(" ") + 1));
        }
        return erased;
    }

    /** Returns how the method is declared, for people to read. */
    String describe(int methodId) {
        Method method = methods.get(methodId);
        return method == null ? "method id " + methodId : method.signature();
    }

    /**
     * Checks that calls logged under {@code stored} mean the same in this build.
     *
     * @param where the checkpoint or record that contains {@code stored}
     * @throws StateException if an id stands for another method now
     */
    void checkReplays(Schema stored, String where) {
        stored.methods.forEach((id, then) -> {
            Method now = methods.get(id);
            if (now != null && !now.isSameAs(then)) {
                throw new StateException(
                        SCHEMA_MISMATCH,
                        "This build can't replay the log: method id " + id + " is \"" + then.signature() + "\" in "
                                + where + ", and \"" + now.signature()
                                + "\" in this build. Restore the method, and give"
                                + " the new one another id. If it was only renamed, keep its id with @MethodId(" + id
                                + ").");
            }
        });
    }
}
