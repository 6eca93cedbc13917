package org.ambrosia.runtime.serial;

import java.io.IOException;
import java.io.ObjectOutputStream;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Finds what objects of the platform hold, without opening its modules. The platform's own
 * serialization passes it to this stream; nothing is written. What serialization does not show is
 * found by a test on a copy.
 */
final class Inside extends ObjectOutputStream {
    private final List<Object> held = new ArrayList<>();
    private final List<Class<?>> classes = new ArrayList<>();
    private boolean begun;

    private Inside(Object value) throws IOException {
        super(OutputStream.nullOutputStream());
        enableReplaceObject(true);
        writeObject(value);
    }

    /**
     * Returns the only object that a view, a wrapper or a comparator holds; null if it can't be
     * found.
     */
    static Object heldBy(Object value) {
        try {
            List<Object> held = new Inside(value).held;
            return held.size() == 1 ? held.get(0) : null;
        } catch (IOException | RuntimeException hidden) {
            return null;
        }
    }

    /**
     * Returns the class of the constants for which an empty container was created; null if it can't
     * be found.
     */
    static Class<?> enumTypeOf(Object container) {
        try {
            for (Class<?> each : new Inside(container).classes) {
                if (each.isEnum()) {
                    return each;
                }
            }
            return null;
        } catch (IOException | RuntimeException hidden) {
            return null;
        }
    }

    /** Returns whether a lookup of a key makes it the last one. */
    static boolean isAccessOrdered(LinkedHashMap<?, ?> map) {
        LinkedHashMap<?, ?> copy = (LinkedHashMap<?, ?>) map.clone();
        if (copy.size() < 2) {
            copy.clear();
            return movesWhatIsLookedUp(copy);
        }
        Object first = copy.keySet().iterator().next();
        copy.get(first);
        return copy.keySet().iterator().next() != first;
    }

    @SuppressWarnings("unchecked") // The map is a copy, and is empty.
    private static boolean movesWhatIsLookedUp(Map<?, ?> empty) {
        Map<Object, Object> map = (Map<Object, Object>) empty;
        map.put("a", "");
        map.put("b", "");
        map.get("a");
        return map.keySet().iterator().next().equals("b");
    }

    @Override
    protected Object replaceObject(Object value) {
        if (!begun) {
            begun = true;
            return value;
        }
        held.add(value);
        return null;
    }

    @Override
    protected void annotateClass(Class<?> type) {
        classes.add(type);
    }

    /**
     * Returns whether the value is not a container itself, but stands for one in serialized form.
     */
    static boolean isStandIn(Object held) {
        return !(held instanceof Collection || held instanceof Map);
    }
}
