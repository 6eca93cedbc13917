package org.ambrosia.runtime.serial;

import java.lang.reflect.GenericArrayType;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import java.lang.reflect.TypeVariable;
import java.lang.reflect.WildcardType;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * A type in which variables are replaced by the types that they stand for, and wildcards by their
 * bounds.
 *
 * @param raw the class
 * @param arguments its type arguments; of an array with generic elements, the element's type
 */
record KnownType(Class<?> raw, List<KnownType> arguments) {
    /** A class may refer to itself with ever longer arguments. */
    private static final int MAX_NESTING = 8;

    /** Replaces the variables in a type. */
    static KnownType of(Type type, Map<TypeVariable<?>, KnownType> variables) {
        return of(type, variables, 0);
    }

    private static KnownType of(Type type, Map<TypeVariable<?>, KnownType> variables, int depth) {
        if (type instanceof ParameterizedType parameterized) {
            List<KnownType> arguments = new ArrayList<>();
            for (Type each : parameterized.getActualTypeArguments()) {
                KnownType argument = of(each, variables, depth + 1);
                arguments.add(argument.nesting() < MAX_NESTING ? argument : new KnownType(argument.raw, List.of()));
            }
            return new KnownType((Class<?>) parameterized.getRawType(), List.copyOf(arguments));
        }
        if (type instanceof GenericArrayType array) {
            KnownType element = of(array.getGenericComponentType(), variables, depth + 1);
            return new KnownType(element.raw.arrayType(), List.of(element));
        }
        if (type instanceof WildcardType wildcard) {
            return of(wildcard.getUpperBounds()[0], variables, depth + 1);
        }
        if (type instanceof TypeVariable<?> variable) {
            KnownType known = variables.get(variable);
            if (known != null) {
                return known;
            }
            boolean endless = depth > MAX_NESTING;
            return endless ? new KnownType(Object.class, List.of()) : of(variable.getBounds()[0], variables, depth + 1);
        }
        return new KnownType((Class<?>) type, List.of());
    }

    /** Returns the types that the class's own variables stand for. */
    Map<TypeVariable<?>, KnownType> variables() {
        Map<TypeVariable<?>, KnownType> variables = new HashMap<>();
        TypeVariable<?>[] declared = raw.getTypeParameters();
        for (int i = 0; i < declared.length && i < arguments.size(); i++) {
            variables.put(declared[i], arguments.get(i));
        }
        return variables;
    }

    private int nesting() {
        return 1 + arguments.stream().mapToInt(KnownType::nesting).max().orElse(0);
    }
}
