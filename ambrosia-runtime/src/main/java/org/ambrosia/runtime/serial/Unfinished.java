package org.ambrosia.runtime.serial;

import static org.ambrosia.runtime.api.ErrorTag.ClassNotStorable;

import com.esotericsoftware.kryo.util.MapReferenceResolver;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.Set;
import org.ambrosia.runtime.api.StateException;

/**
 * Objects that exist only when what they hold was read: records, arrays, and containers that can't be changed. If one of them
 * held itself, at whatever depth, it could be stored but never loaded, and so it is refused when it is stored.
 */
final class Unfinished extends MapReferenceResolver {
    private final Set<Object> open = Collections.newSetFromMap(new IdentityHashMap<>());

    /** What the object holds is stored from now on. */
    void enter(Object value) {
        open.add(value);
    }

    /** The object was stored. */
    void leave(Object value) {
        open.remove(value);
    }

    @Override
    public int getWrittenId(Object value) {
        if (open.contains(value)) {
            throw new StateException(
                    ClassNotStorable,
                    "A " + value.getClass().getName()
                            + " holds itself, and so can't be loaded again. Let one of the objects on"
                            + " the way around be of an ordinary class.");
        }
        return super.getWrittenId(value);
    }

    @Override
    public void reset() {
        super.reset();
        open.clear();
    }
}
