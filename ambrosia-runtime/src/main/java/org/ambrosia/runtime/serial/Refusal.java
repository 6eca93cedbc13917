package org.ambrosia.runtime.serial;

import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.util.AbstractCollection;
import java.util.AbstractMap;
import java.util.Arrays;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Hashtable;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.WeakHashMap;
import java.util.stream.Stream;

/**
 * The reason why objects of a class can't be stored, and a way that works: the end of a message
 * that begins with a path of fields.
 */
final class Refusal extends Exception {
    /** The beginnings of the names of classes whose objects have a meaning in one process only. */
    private static final List<String> OF_A_PROCESS = List.of(
            "java.io.",
            "java.net.",
            "java.nio.",
            "java.sql.",
            "java.lang.Process",
            "java.lang.Runtime",
            "java.lang.Thread",
            "java.lang.ClassLoader",
            "java.lang.invoke.",
            "java.lang.ref.",
            "java.util.Timer",
            "java.util.concurrent.",
            "java.util.logging.",
            "javax.",
            "jdk.",
            "sun.");

    private static final long serialVersionUID = 1L;

    private static final String UNORDERED =
            "it has no order of its own: after a recovery it is gone through in another order, and replay would make calls"
                    + " in another order. Use LinkedHashMap, LinkedHashSet, TreeMap, TreeSet, EnumMap or EnumSet.";

    static final String OF_KOTLIN =
            "it is a class of Kotlin's library to which no declared type leads, as by lazy and other delegates make them, and"
                    + " buildList, buildSet and buildMap. Use a property with get() in place of a delegate, and a copy of"
                    + " what was built, such as toMutableList().";

    Refusal(String why) {
        super(why, null, false, false);
    }

    /** Returns the end of the message for a value or a field. */
    static String of(Class<?> type, String why) {
        return "is a " + type.getName() + ", which can't be stored: " + why;
    }

    /**
     * Returns whether containers of this class are traversed in an order that differs from process
     * to process.
     */
    static boolean isUnordered(Class<?> type) {
        return type == HashMap.class || type == HashSet.class;
    }

    /**
     * Returns whether the class is of Kotlin's library, or is the nameless class of a delegate that
     * calls a function.
     */
    static boolean isOfKotlin(Class<?> type) {
        return type.getName().startsWith("kotlin.")
                || (type.isAnonymousClass() && type.getSuperclass().getName().startsWith("kotlin.properties."));
    }

    /** Refuses classes of applications whose objects are more than their fields. */
    static void check(Class<?> type) throws Refusal {
        if (type.isHidden() || type.isSynthetic()) {
            throw new Refusal(ofLambda(type));
        }
        for (Class<?> base = type.getSuperclass(); base != null; base = base.getSuperclass()) {
            if (isOfPlatform(base) && holdsSomething(base)) {
                throw new Refusal(ofSubclass(base));
            }
        }
        if (type.isAnonymousClass() || type.isLocalClass()) {
            throw new Refusal("its class has no name of its own, and so may have another one in the next build. Make it"
                    + " a static class with a name.");
        }
        if (Collection.class.isAssignableFrom(type) || Map.class.isAssignableFrom(type)) {
            checkFieldsOfContainer(type);
        }
    }

    /**
     * Returns why constants can't be stored: each process has its own, so that a change in them is
     * not in the state.
     */
    static Optional<String> ofConstants(Class<?> enumType) {
        if (isOfPlatform(enumType)) {
            return Optional.empty();
        }
        return Stream.concat(
                        Stream.of(enumType),
                        Arrays.stream(enumType.getEnumConstants()).map(Object::getClass))
                .flatMap(each -> Arrays.stream(each.getDeclaredFields()))
                .filter(Refusal::changes)
                .findFirst()
                .map(field -> "its constants have a field that can change, \"" + field.getName()
                        + "\", and constants are stored by name: what is in it would be lost. Make it final, or keep the values in"
                        + " an EnumMap of the state.");
    }

    private static boolean changes(Field field) {
        int modifiers = field.getModifiers();
        return !Modifier.isStatic(modifiers)
                && !Modifier.isFinal(modifiers)
                && !Modifier.isTransient(modifiers)
                && !field.isSynthetic();
    }

    /** Returns why a class of the platform can't be stored. */
    static String ofPlatform(Class<?> type) {
        String name = type.getName();
        boolean container = Collection.class.isAssignableFrom(type) || Map.class.isAssignableFrom(type);
        boolean unordered = isUnordered(type)
                || type == Hashtable.class
                || type == IdentityHashMap.class
                || type == WeakHashMap.class
                || name.startsWith("java.util.ImmutableCollections$")
                || name.startsWith("java.util.concurrent.ConcurrentHashMap")
                || name.equals("java.util.Collections$SetFromMap")
                || name.equals("java.util.Properties");
        if (container && unordered) {
            return UNORDERED;
        }
        if (type.isHidden() || type.isSynthetic()) {
            return ofLambda(type);
        }
        if (name.startsWith("java.util.concurrent.atomic.")) {
            return "it is for several threads. One thread runs all handlers: use a field of a plain type; in place of Lombok's"
                    + " @Getter(lazy = true), a method that fills a transient field.";
        }
        if (name.startsWith("java.util.concurrent.") && container) {
            return "it is for several threads. One thread runs all handlers: use ArrayList, ArrayDeque, LinkedHashMap or"
                    + " TreeMap.";
        }
        if (name.startsWith("java.util.concurrent.locks.")) {
            return "it is for several threads. One thread runs all handlers, so that no lock is needed; or use an Object"
                    + " and synchronized.";
        }
        if (container && name.contains("$")) {
            return "it is a view, and what it is a view of can't be looked up. Store that container itself and ask it for the"
                    + " view where the view is needed, or store a copy, such as new ArrayList<>(view).";
        }
        if (Comparator.class.isAssignableFrom(type)) {
            return "what it compares by can't be looked up. " + comparatorAdvice();
        }
        if (Throwable.class.isAssignableFrom(type)) {
            return "it is an exception. Keep its message.";
        }
        return OF_A_PROCESS.stream().anyMatch(name::startsWith)
                ? "it belongs to one process. Store what it is made from instead; or mark the field transient, and create"
                        + " the value where it is needed first, which may be in a replay, before onBecomingPrimary."
                : "its content is not in fields that can be stored. Store what it is made from instead: such as a String for"
                        + " a StringBuilder, a seed for a Random, a language tag for a Locale, an Instant for a Calendar.";
    }

    static boolean isOfPlatform(Class<?> type) {
        return type.getClassLoader() == null || type.getClassLoader() == ClassLoader.getPlatformClassLoader();
    }

    private static String ofLambda(Class<?> type) {
        String why = "it is a lambda or a method reference, which has another name in the next build. ";
        return Comparator.class.isAssignableFrom(type)
                ? why + comparatorAdvice()
                : why + "Use a named class, registered with storing(…) where the instance is deployed, or mark the"
                        + " field transient.";
    }

    private static String comparatorAdvice() {
        return "Use Comparator.naturalOrder(), Comparator.reverseOrder() or String.CASE_INSENSITIVE_ORDER, or a named"
                + " class that implements Comparator, registered with storing(…) where the instance is deployed.";
    }

    private static String ofSubclass(Class<?> base) {
        if (Throwable.class.isAssignableFrom(base)) {
            return "it is an exception. Keep its message.";
        }
        boolean container = Collection.class.isAssignableFrom(base) || Map.class.isAssignableFrom(base);
        String why = "it is a subclass of " + base.getName() + ", whose content is not in fields that can be stored. ";
        return container
                ? why + "Let it hold a container in a field instead, such as a LinkedHashMap or an ArrayList; what the"
                        + " subclass did when elements came and went, do where they are added."
                : why + "Let it hold what it is made from in fields instead.";
    }

    /** The skeletons of containers hold only what can be created again. */
    private static boolean holdsSomething(Class<?> base) {
        if (base == AbstractMap.class || (AbstractCollection.class.isAssignableFrom(base) && isSkeleton(base))) {
            return false;
        }
        for (Field each : base.getDeclaredFields()) {
            if (!Modifier.isStatic(each.getModifiers())) {
                return true;
            }
        }
        return base == HashMap.class;
    }

    private static boolean isSkeleton(Class<?> base) {
        return base.getSimpleName().startsWith("Abstract")
                && base.getPackageName().equals("java.util");
    }

    /**
     * A container that leaves fields out, as those of libraries do, writes itself in its own way.
     */
    private static void checkFieldsOfContainer(Class<?> type) throws Refusal {
        for (Class<?> owner = type; owner != null && !isOfPlatform(owner); owner = owner.getSuperclass()) {
            for (Field each : owner.getDeclaredFields()) {
                int modifiers = each.getModifiers();
                if (Modifier.isTransient(modifiers) && !Modifier.isStatic(modifiers)) {
                    throw new Refusal("its content may be in the transient field \"" + each.getName()
                            + "\", which is not stored. Use a container of java.util, or a class without transient"
                            + " fields.");
                }
            }
        }
    }
}
