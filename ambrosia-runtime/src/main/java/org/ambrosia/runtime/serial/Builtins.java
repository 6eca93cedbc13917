package org.ambrosia.runtime.serial;

import com.esotericsoftware.kryo.KryoException;
import java.time.ZoneId;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** The classes of the platform that can be stored, each with an id that never changes. */
final class Builtins {
    /** Ids from here on are numbers of a graph's own table. */
    static final int FIRST_FREE_ID = 100;

    private static final Builtins ALL = new Builtins();
    private static final Set<Class<?>> INLINED = Set.of(
            Boolean.class,
            Byte.class,
            Short.class,
            Character.class,
            Integer.class,
            Long.class,
            Float.class,
            Double.class);

    private static final Map<String, Class<?>> NAMES = new HashMap<>();

    static {
        ALL.byClass.keySet().forEach(each -> NAMES.put(each.getName(), each));
        INLINED.forEach(each -> NAMES.put(each.getName(), each));
        for (Class<?> each : List.of(
                boolean.class, byte.class, short.class, char.class, int.class, long.class, float.class, double.class)) {
            NAMES.put(each.getName(), each);
        }
    }

    private final Shape[] byId = new Shape[FIRST_FREE_ID];
    private final Map<Class<?>, Shape> byClass = new HashMap<>();
    private final Map<Shape, Integer> ids = new HashMap<>();

    private Builtins() {
        Leaves.register(this);
        Containers.register(this);
        Immutables.register(this);
        Views.register(this);
    }

    /** Adds the shape of an id, which several private classes of the platform may share. */
    void add(int id, Class<?> type, Shape shape) {
        if (byId[id] != null && byId[id] != shape) {
            throw new IllegalStateException("two shapes have the id " + id);
        }
        byId[id] = shape;
        byClass.putIfAbsent(type, shape);
        ids.put(shape, id);
    }

    /** Returns whether fields may be declared as this class. */
    static boolean contains(Class<?> type) {
        return ALL.byClass.containsKey(type) || INLINED.contains(type) || type == ZoneId.class;
    }

    /**
     * Returns the class of the platform, or the primitive type, with this name; null if it is none
     * of these.
     */
    static Class<?> named(String name) {
        return NAMES.get(name);
    }

    /** Returns the shape of a class; null if it is none of these. */
    static Shape of(Class<?> type) {
        return ALL.byClass.get(type);
    }

    /** Returns the id of one of these shapes; null if it is another shape. */
    static Integer idOf(Shape shape) {
        return ALL.ids.get(shape);
    }

    static Shape byId(int id) {
        if (ALL.byId[id] == null) {
            throw new KryoException("no class has the id " + id);
        }
        return ALL.byId[id];
    }
}
