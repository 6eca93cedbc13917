package org.ambrosia.runtime.binding;

import java.lang.reflect.GenericArrayType;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import java.util.ArrayList;
import java.util.List;
import org.ambrosia.runtime.api.ErrorTag;
import org.ambrosia.runtime.api.StateException;

/**
 * Checks that the generated classes are those of the interface. They may differ: a compiler that
 * runs no annotation processor, or ignores its errors, keeps the classes of an earlier build. Then
 * the new calls would be unknown methods.
 */
final class GeneratedCode {
    private static final String ANY = "?";

    private GeneratedCode() {}

    /**
     * Checks the classes that an immortal extends.
     *
     * @throws StateException if they know other calls than its interface has
     */
    static void check(Class<?> immortal, Schema schema) {
        Class<?> called = find(immortal, schema.interfaceName());
        if (called == null) {
            return;
        }
        List<String> generated = new ArrayList<>(schema.erased());
        List<String> known = List.copyOf(generated);
        for (Method each : called.getMethods()) {
            if (Modifier.isAbstract(each.getModifiers())) {
                List<String> same =
                        known.stream().filter(one -> isSame(one, each)).toList();
                if (same.isEmpty()) {
                    throw mismatch(schema, "the interface has \"" + describe(each) + "\", which they do not know");
                }
                generated.removeAll(same);
            }
        }
        if (!generated.isEmpty()) {
            throw mismatch(schema, "they have \"" + generated.get(0) + "\", which the interface does not have");
        }
    }

    private static StateException mismatch(Schema schema, String what) {
        return new StateException(
                ErrorTag.GENERATED_CODE_MISMATCH,
                "The generated classes of " + schema.interfaceName() + " are not those of the interface: " + what
                        + ". The annotation processor did not run, or the compiler passed over its error. javac 23 and newer"
                        + " run no processor that is only on the class path; Eclipse's compiler writes class files in"
                        + " spite of errors. Name the processor in the build (annotationProcessorPaths), and build anew.");
    }

    private static Class<?> find(Class<?> type, String name) {
        if (type == null || name.equals(type.getCanonicalName())) {
            return type;
        }
        Class<?> found = find(type.getSuperclass(), name);
        for (Class<?> each : type.getInterfaces()) {
            found = found == null ? find(each, name) : found;
        }
        return found;
    }

    private static boolean isSame(String generated, Method method) {
        int open = generated.indexOf('(');
        String list = generated.substring(open + 1, generated.length() - 1);
        String[] parameters = list.isEmpty() ? new String[0] : list.split(",", -1);
        Type[] declared = method.getGenericParameterTypes();
        boolean same = generated.substring(0, open).equals(method.getName()) && parameters.length == declared.length;
        for (int i = 0; same && i < declared.length; i++) {
            String type = erased(declared[i]);
            same = type.startsWith(ANY) || type.equals(parameters[i]);
        }
        return same;
    }

    /** A parameter whose type is a type variable of an inherited interface may be anything. */
    private static String erased(Type type) {
        if (type instanceof Class<?> plain) {
            return plain.getCanonicalName();
        }
        if (type instanceof ParameterizedType generic) {
            return erased(generic.getRawType());
        }
        return type instanceof GenericArrayType array ? erased(array.getGenericComponentType()) + "[]" : ANY;
    }

    private static String describe(Method method) {
        List<String> parameters = new ArrayList<>();
        for (Type each : method.getGenericParameterTypes()) {
            parameters.add(erased(each));
        }
        return method.getName() + "(" + String.join(",", parameters) + ")";
    }
}
