package org.ambrosia.runtime.serial;

import static org.ambrosia.runtime.api.ErrorTag.CLASS_NOT_STORABLE;

import java.io.Serializable;
import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.lang.reflect.Type;
import java.lang.reflect.TypeVariable;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import org.ambrosia.runtime.api.InstanceProxy;
import org.ambrosia.runtime.api.StateException;

/**
 * The classes that are reachable from declared types: their fields' types, type arguments, element
 * types, and the subclasses that sealed types permit. A type variable stands for the type that the
 * reached class gives it, also in a superclass. Types that are open for any class, such as
 * interfaces, lead only to classes that are registered by hand.
 */
final class ReachableClasses {
    private static final List<Class<?>> ELEMENTS = List.of(
            Number.class,
            Comparable.class,
            CharSequence.class,
            Serializable.class,
            Collection.class,
            List.class,
            Set.class,
            Map.class);

    private final SortedMap<String, StoredClass> stored = new TreeMap<>();
    private final Map<String, Class<?>> elements = new HashMap<>();
    private final Set<KnownType> visited = new HashSet<>();
    private final boolean ordered;

    /**
     * Finds the classes to be stored by their fields.
     *
     * @param ordered whether containers without an order of their own are refused
     * @param loader where Kotlin's classes are found, if the program has them
     * @throws StateException if a class can't be stored; the message has the fields that lead to it
     */
    ReachableClasses(Collection<Class<?>> roots, boolean ordered, ClassLoader loader) {
        this.ordered = ordered;
        ELEMENTS.forEach(each -> elements.put(each.getName(), each));
        for (Object each : KotlinConstants.in(loader)) {
            stored.put(StoredNames.of(each.getClass()), StoredClass.ofOnly(each));
        }
        for (Class<?> each : roots) {
            visit(KnownType.of(each, Map.of()), List.of());
        }
    }

    /** Returns the class with a stored name; null if it may not be instantiated. */
    StoredClass stored(String name) {
        return stored.get(name);
    }

    /**
     * Returns whether the class is an array whose elements are declared as a type that may be
     * stored.
     */
    boolean isKnownArray(Class<?> type) {
        return type.isArray() && type == array(StoredNames.of(type));
    }

    /**
     * Returns the array class with a stored name, which ends in brackets; null if there may be
     * none.
     */
    Class<?> array(String name) {
        if (!name.endsWith("[]")) {
            return null;
        }
        String element = name.substring(0, name.length() - 2);
        Class<?> type = element.endsWith("[]") ? array(element) : elements.get(element);
        if (type == null) {
            type = Builtins.named(element);
        }
        return type == null ? null : type.arrayType();
    }

    private void visit(KnownType type, List<String> path) {
        if (!visited.add(type)) {
            return;
        }
        for (KnownType each : type.arguments()) {
            visit(each, path);
        }
        Class<?> raw = type.raw();
        elements.put(StoredNames.of(raw), raw);
        if (ordered && Refusal.isUnordered(raw)) {
            throw refused(
                    raw, path, Refusal.ofPlatform(raw) + " Or declare the interface, and put one of these into it.");
        }
        if (raw.isPrimitive() || Builtins.contains(raw)) {
            return;
        }
        if (raw.isArray()) {
            visit(KnownType.of(raw.getComponentType(), Map.of()), path);
            return;
        }
        if (raw.isSealed() && !raw.isEnum()) {
            for (Class<?> each : raw.getPermittedSubclasses()) {
                visit(KnownType.of(each, Map.of()), path);
            }
        }
        boolean open = raw.isInterface() || Modifier.isAbstract(raw.getModifiers());
        if (open && !raw.isEnum()) {
            return;
        }
        if (raw.isEnum()) {
            Optional<String> changing = Refusal.ofConstants(raw);
            if (changing.isPresent()) {
                throw refused(raw, path, changing.get());
            }
        }
        if (Refusal.isOfPlatform(raw) && !raw.isEnum()) {
            throw refused(raw, path, Refusal.ofPlatform(raw));
        }
        visitFields(type, path);
    }

    private void visitFields(KnownType type, List<String> path) {
        Class<?> raw = type.raw();
        try {
            StoredClass found = new StoredClass(raw);
            stored.putIfAbsent(StoredNames.of(raw), found);
            if (!found.kind().hasFields() || InstanceProxy.class.isAssignableFrom(raw)) {
                return;
            }
        } catch (Refusal why) {
            throw refused(raw, path, why.getMessage());
        }
        Map<TypeVariable<?>, KnownType> variables = type.variables();
        for (Class<?> owner = raw; owner != null && !Refusal.isOfPlatform(owner); owner = owner.getSuperclass()) {
            for (Field each : owner.getDeclaredFields()) {
                if (!Modifier.isStatic(each.getModifiers()) && !Modifier.isTransient(each.getModifiers())) {
                    List<String> longer = new ArrayList<>(path);
                    longer.add(FieldPath.nameOf(raw) + "." + each.getName());
                    visit(KnownType.of(each.getGenericType(), variables), longer);
                }
            }
            Type base = owner.getGenericSuperclass();
            variables = base == null ? Map.of() : KnownType.of(base, variables).variables();
        }
    }

    private static StateException refused(Class<?> type, List<String> path, String why) {
        String where = path.isEmpty() ? FieldPath.nameOf(type) : String.join(" → ", path);
        return new StateException(CLASS_NOT_STORABLE, where + " " + Refusal.of(type, why));
    }
}
