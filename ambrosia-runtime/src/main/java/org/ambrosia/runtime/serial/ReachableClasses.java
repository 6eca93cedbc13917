package org.ambrosia.runtime.serial;

import static org.ambrosia.runtime.api.ErrorTag.ClassNotStorable;

import java.lang.reflect.Field;
import java.lang.reflect.GenericArrayType;
import java.lang.reflect.Modifier;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import java.lang.reflect.WildcardType;
import java.util.Collection;
import java.util.SortedMap;
import java.util.TreeMap;
import org.ambrosia.runtime.api.InstanceProxy;
import org.ambrosia.runtime.api.StateException;

/**
 * The classes that are reachable from declared types: their fields' types, type arguments, element types, and what sealed
 * types permit. Types that are open for anything, such as interfaces, are left to what is registered by hand.
 */
final class ReachableClasses {
    private final SortedMap<String, StoredClass> found = new TreeMap<>();

    private ReachableClasses() {}

    /** The classes to be stored by their fields, by name; what Kryo stores itself is left out. */
    static SortedMap<String, StoredClass> from(Collection<Class<?>> roots) {
        ReachableClasses reachable = new ReachableClasses();
        for (Class<?> each : roots) {
            reachable.visit(each, each.getName());
        }
        return reachable.found;
    }

    private void visit(Type type, String where) {
        if (type instanceof Class<?> plain) {
            visitClass(plain, where);
        } else if (type instanceof ParameterizedType parameterized) {
            visit(parameterized.getRawType(), where);
            for (Type each : parameterized.getActualTypeArguments()) {
                visit(each, where);
            }
        } else if (type instanceof GenericArrayType array) {
            visit(array.getGenericComponentType(), where);
        } else if (type instanceof WildcardType wildcard) {
            for (Type each : wildcard.getUpperBounds()) {
                visit(each, where);
            }
        }
    }

    private void visitClass(Class<?> type, String where) {
        if (type.isPrimitive() || BuiltinClasses.contains(type) || found.containsKey(type.getName())) {
            return;
        }
        if (type.isArray()) {
            found.put(type.getName(), new StoredClass(type));
            visitClass(type.getComponentType(), where);
            return;
        }
        if (type.isSealed() && !type.isEnum()) {
            for (Class<?> each : type.getPermittedSubclasses()) {
                visitClass(each, where);
            }
        }
        boolean open = type.isInterface() || Modifier.isAbstract(type.getModifiers()) || type == Object.class;
        if (open && !type.isEnum()) {
            return;
        }
        boolean fromPlatform =
                type.getClassLoader() == null || type.getClassLoader() == ClassLoader.getPlatformClassLoader();
        if (fromPlatform && !type.isEnum()) {
            throw new StateException(
                    ClassNotStorable,
                    "A " + type.getName() + " can't be stored (at " + where + "). Mark the field transient and make the"
                            + " value anew in onBecomingPrimary, or keep what it is made from instead.");
        }
        StoredClass stored = new StoredClass(type);
        found.put(type.getName(), stored);
        if (!InstanceProxy.class.isAssignableFrom(type)) {
            for (Field each : stored.fields().values()) {
                visit(each.getGenericType(), type.getName() + "." + each.getName());
            }
        }
    }
}
