package org.ambrosia.runtime.serial;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What Kotlin's {@code emptyList()}, {@code emptySet()} and {@code emptyMap()} return: objects of
 * classes that a program can't name.
 */
final class KotlinConstants {
    private KotlinConstants() {}

    /**
     * Returns these objects as a program of this class loader sees them; empty if it has no Kotlin.
     */
    static List<Object> in(ClassLoader loader) {
        List<Object> constants = new ArrayList<>();
        try {
            constants.add(call(loader, "kotlin.collections.CollectionsKt", "emptyList", List.class));
            constants.add(call(loader, "kotlin.collections.SetsKt", "emptySet", Set.class));
            constants.add(call(loader, "kotlin.collections.MapsKt", "emptyMap", Map.class));
        } catch (ReflectiveOperationException | LinkageError noKotlin) {
            constants.clear();
        }
        return constants;
    }

    private static Object call(ClassLoader loader, String type, String method, Class<?> result)
            throws ReflectiveOperationException {
        MethodHandle handle = MethodHandles.publicLookup()
                .findStatic(Class.forName(type, true, loader), method, MethodType.methodType(result));
        try {
            return handle.invoke();
        } catch (Throwable failed) {
            throw new ReflectiveOperationException(failed);
        }
    }
}
