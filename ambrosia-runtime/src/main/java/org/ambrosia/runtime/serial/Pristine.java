package org.ambrosia.runtime.serial;

import java.lang.reflect.Array;
import java.lang.reflect.Field;
import java.lang.reflect.InaccessibleObjectException;
import java.lang.reflect.Modifier;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.ambrosia.runtime.codegen.CallContext;
import org.ambrosia.runtime.codegen.ImmortalBase;

/**
 * The original contents of an immortal when it was deployed. A state may be loaded into an immortal
 * that has run already. What the state does not contain must then be as in an immortal that has not
 * run: fields that are new in this build, and transient fields.
 *
 * <p>The value of a transient field is restored, and also the contents of an array or a container
 * of {@code java.util} in it. Objects of {@code java.util.concurrent} are not changed, because
 * other threads use them. Objects of other classes are not changed either.
 */
final class Pristine {
    private final ImmortalBase immortal;
    private final GraphCodec codec;
    private final byte[] stored;
    private final Map<Field, Object> transients = new LinkedHashMap<>();
    private final IdentityHashMap<Object, Object[]> contents = new IdentityHashMap<>();

    /**
     * Records the contents of an immortal that has not run yet.
     *
     * @throws org.ambrosia.runtime.api.StateException if what it holds can't be stored
     */
    Pristine(ImmortalBase immortal, Collection<Class<?>> registered, CallContext context) {
        this.immortal = immortal;
        List<Class<?>> roots = new ArrayList<>(registered);
        roots.add(immortal.getClass());
        Map<Class<?>, Supplier<?>> factories = Map.of(immortal.getClass(), () -> immortal);
        this.codec = new GraphCodec(roots, factories, true, immortal.getClass().getClassLoader(), context);
        this.stored = codec.encode(immortal);
        for (Class<?> owner = immortal.getClass(); owner != ImmortalBase.class; owner = owner.getSuperclass()) {
            for (Field each : owner.getDeclaredFields()) {
                if (Modifier.isTransient(each.getModifiers()) && !Modifier.isStatic(each.getModifiers())) {
                    look(each);
                }
            }
        }
    }

    private void look(Field field) {
        try {
            field.setAccessible(true);
            Object value = field.get(immortal);
            transients.put(field, value);
            if (value != null && isPlainContainer(value)) {
                contents.put(value, contentOf(value));
            }
        } catch (InaccessibleObjectException closed) {
            return;
        } catch (IllegalAccessException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    private static boolean isPlainContainer(Object value) {
        boolean isContainer = value instanceof Collection || value instanceof Map;
        Class<?> type = value.getClass();
        return type.isArray()
                || (isContainer && type.getPackageName().equals("java.util") && type.getEnclosingClass() == null);
    }

    private static Object[] contentOf(Object container) {
        if (container instanceof Map<?, ?> map) {
            List<Object> entries = new ArrayList<>();
            map.forEach((key, value) -> {
                entries.add(key);
                entries.add(value);
            });
            return entries.toArray();
        }
        if (container instanceof Collection<?> collection) {
            return collection.toArray();
        }
        Object[] elements = new Object[Array.getLength(container)];
        Arrays.setAll(elements, i -> Array.get(container, i));
        return elements;
    }

    /** Restores the immortal to its original contents. */
    void restore() {
        codec.decode(stored, 0, stored.length);
        transients.forEach((field, value) -> {
            try {
                if (field.get(immortal) != value
                        || (value != null && field.getType().isPrimitive())) {
                    field.set(immortal, value);
                }
            } catch (IllegalAccessException constant) {
                return;
            }
        });
        contents.forEach(Pristine::refill);
    }

    @SuppressWarnings("unchecked") // What was in it is put back.
    private static void refill(Object container, Object[] content) {
        if (container instanceof Map<?, ?> map) {
            map.clear();
            for (int i = 0; i < content.length; i += 2) {
                ((Map<Object, Object>) map).put(content[i], content[i + 1]);
            }
        } else if (container instanceof Collection<?> collection) {
            collection.clear();
            ((Collection<Object>) collection).addAll(Arrays.asList(content));
        } else {
            for (int i = 0; i < content.length; i++) {
                Array.set(container, i, content[i]);
            }
        }
    }
}
