package org.ambrosia.runtime.serial;

import static org.ambrosia.runtime.api.ErrorTag.MALFORMED_MESSAGE;

import java.util.HashMap;
import java.util.Map;
import org.ambrosia.runtime.api.MalformedDataException;

/** Stores a constant by its name, so that constants may be reordered and added. */
final class EnumShape extends Shape {
    private final Class<?> type;
    private final Map<String, Object> constants = new HashMap<>();

    EnumShape(Class<?> type) {
        this.type = type;
        for (Object each : type.getEnumConstants()) {
            constants.put(((Enum<?>) each).name(), each);
        }
    }

    Class<?> type() {
        return type;
    }

    @Override
    void write(GraphWriter out, Object value) {
        out.output().writeString(((Enum<?>) value).name());
    }

    @Override
    Object read(GraphReader in) {
        String name = in.input().readString();
        Object found = constants.get(name);
        if (found == null) {
            throw new MalformedDataException(
                    MALFORMED_MESSAGE,
                    "The constant \"" + name + "\" was stored, which " + type.getName()
                            + " does not have in this build. Keep constants that may be stored.");
        }
        return found;
    }

    @Override
    int heapBytes() {
        return 0;
    }
}
