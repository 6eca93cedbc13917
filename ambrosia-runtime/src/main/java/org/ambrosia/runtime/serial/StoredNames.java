package org.ambrosia.runtime.serial;

import java.lang.reflect.GenericArrayType;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import java.lang.reflect.WildcardType;
import java.util.Arrays;
import java.util.Map;
import java.util.stream.Collectors;
import org.ambrosia.runtime.api.CallFailedException;
import org.ambrosia.runtime.api.InstanceProxy;
import org.ambrosia.runtime.api.Promise;
import org.ambrosia.runtime.codegen.ImmortalBase;
import org.ambrosia.runtime.codegen.ProxyBase;
import org.ambrosia.runtime.codegen.StoredName;

/**
 * The names of classes and types in stored graphs: as in source, except for the runtime's own,
 * which have fixed names.
 */
final class StoredNames {
    /**
     * The runtime's own types to which fields of applications refer, and fields of the other
     * objects in a checkpoint.
     */
    private static final Map<Class<?>, String> FIXED = Map.of(
            ImmortalBase.class, "ambrosia/Immortal",
            ProxyBase.class, "ambrosia/Proxy",
            InstanceProxy.class, "ambrosia/InstanceProxy",
            Promise.class, "ambrosia/Promise",
            CallFailedException.class, "ambrosia/RemoteException");

    private StoredNames() {}

    /** Returns the name of a class: its binary name, unless it has a {@link StoredName}. */
    static String of(Class<?> type) {
        if (type.isArray()) {
            return of(type.getComponentType()) + "[]";
        }
        StoredName fixed = type.getAnnotation(StoredName.class);
        return fixed == null ? FIXED.getOrDefault(type, type.getName()) : fixed.value();
    }

    /** Returns the text of a field's type, such as {@code java.util.List<java.lang.String>}. */
    static String ofType(Type type) {
        if (type instanceof Class<?> plain) {
            return of(plain);
        }
        if (type instanceof ParameterizedType parameterized) {
            String raw = ofType(parameterized.getRawType());
            return raw + list(parameterized.getActualTypeArguments(), "<", ", ", ">");
        }
        if (type instanceof GenericArrayType array) {
            return ofType(array.getGenericComponentType()) + "[]";
        }
        if (type instanceof WildcardType wildcard) {
            if (wildcard.getLowerBounds().length > 0) {
                return "? super " + list(wildcard.getLowerBounds(), "", " & ", "");
            }
            return wildcard.getUpperBounds()[0] == Object.class
                    ? "?"
                    : "? extends " + list(wildcard.getUpperBounds(), "", " & ", "");
        }
        return type.getTypeName();
    }

    private static String list(Type[] types, String before, String between, String after) {
        return Arrays.stream(types).map(StoredNames::ofType).collect(Collectors.joining(between, before, after));
    }
}
