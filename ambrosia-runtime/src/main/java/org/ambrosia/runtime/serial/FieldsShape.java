package org.ambrosia.runtime.serial;

import static org.ambrosia.runtime.api.ErrorTag.CLASS_NOT_STORABLE;
import static org.ambrosia.runtime.api.ErrorTag.FIELD_TYPE_CHANGED;

import com.esotericsoftware.kryo.io.Output;
import java.lang.reflect.Field;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import org.ambrosia.runtime.api.StateException;
import org.ambrosia.runtime.protocol.LogBudget;
import org.ambrosia.runtime.protocol.PeerText;
import org.ambrosia.runtime.serial.ClassDescriptor.StoredField;

/**
 * Stores an object by its fields, in the order of a descriptor. Fields that were read are matched
 * by name with the class of this build.
 */
final class FieldsShape extends Shape {
    private static final System.Logger LOGGER = System.getLogger(FieldsShape.class.getName());
    private static final LogBudget LINES = new LogBudget(LOGGER, System::nanoTime);

    private final StoredClass stored;
    private final List<StoredField> all;
    private final Supplier<?> factory;
    /** The fields that hold references and are in this build, in the order of storing. */
    private final Field[] references;

    /**
     * Creates a shape.
     *
     * @param stored the class in this build
     * @param descriptor the class as it is stored
     * @param factory returns the object that is filled; null to create one
     * @throws StateException if a field has another type in this build
     */
    FieldsShape(StoredClass stored, ClassDescriptor descriptor, Supplier<?> factory) {
        this.stored = stored;
        this.all = descriptor.fields();
        this.factory = factory;
        List<Field> found = new ArrayList<>();
        for (StoredField each : all) {
            Field field = matching(stored, descriptor, each);
            if (field != null && !each.isPrimitive()) {
                found.add(field);
            }
        }
        this.references = found.toArray(new Field[0]);
        logDropped(stored, descriptor);
        if (factory == null) {
            warnOfAdded(stored, descriptor);
        }
    }

    /**
     * Warns of added fields: they have their initial value only if the class has a constructor that
     * assigns it.
     */
    static void warnOfAdded(StoredClass stored, ClassDescriptor descriptor) {
        List<String> added = new ArrayList<>(stored.fields().keySet());
        descriptor.fields().forEach(each -> added.remove(each.name()));
        if (!added.isEmpty() && (stored.kind() == ClassDescriptor.Kind.RECORD || !stored.hasConstructor())) {
            log(
                    System.Logger.Level.WARNING,
                    "objects of " + descriptor.name() + " that were stored without fields of this build",
                    "Objects of " + descriptor.name() + " were stored by a build without " + String.join(", ", added)
                            + ", and have null or zero there now. Let the class bear that: a record in its constructor, a"
                            + " class by a constructor without parameters, which gives fields their initial values.");
        }
    }

    /**
     * Removed fields are passed over. One line is logged for all fields of a class, because a peer
     * may name as many fields as fit in a message.
     */
    static void logDropped(StoredClass stored, ClassDescriptor descriptor) {
        List<String> dropped = new ArrayList<>();
        for (StoredField each : descriptor.fields()) {
            if (!stored.fields().containsKey(each.name())) {
                dropped.add(each.name());
            }
        }
        if (!dropped.isEmpty()) {
            log(
                    System.Logger.Level.INFO,
                    "objects of " + descriptor.name() + " that were stored with fields that are not in this build",
                    "Of " + descriptor.name() + " there is not in this build: "
                            + PeerText.line(String.join(", ", dropped)) + "; what was stored in it is dropped");
        }
    }

    /**
     * Any party can send what causes this log line, as often as it likes, on each thread that
     * decodes.
     */
    private static void log(System.Logger.Level level, String kind, String line) {
        boolean allowed;
        synchronized (LINES) {
            allowed = LINES.allows(level, kind);
        }
        if (allowed) {
            LOGGER.log(level, line);
        }
    }

    @Override
    void write(GraphWriter out, Object value) {
        writeFields(stored, all, out, value);
    }

    static void writeFields(StoredClass stored, List<StoredField> fields, GraphWriter out, Object value) {
        Output bytes = out.output();
        for (StoredField each : fields) {
            Object content = get(stored.fields().get(each.name()), value);
            if (each.isPrimitive()) {
                Primitives.write(bytes, each.type(), content);
            } else {
                out.reference(content);
            }
        }
    }

    @Override
    Object read(GraphReader in) {
        Object value = create(stored, factory);
        for (StoredField each : all) {
            Field field = stored.fields().get(each.name());
            if (each.isPrimitive()) {
                Object content = Primitives.read(in.input(), each.type());
                if (field != null) {
                    set(stored, field, value, content);
                }
            } else if (field != null) {
                in.reference();
            } else {
                in.skipReference();
            }
        }
        return value;
    }

    /**
     * Returns whether the class has a hash code of its own, which may use the hash codes of its
     * fields.
     */
    boolean hasOwnHash() {
        try {
            return stored.type().getMethod("hashCode").getDeclaringClass() != Object.class;
        } catch (NoSuchMethodException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    @Override
    int heapBytes() {
        return heapBytes(all);
    }

    /**
     * Returns the memory of the object's own fields as they are stored; the number of fields in
     * this build does not count.
     */
    static int heapBytes(List<StoredField> fields) {
        return HeapBytes.OBJECT + HeapBytes.FIELD * fields.size();
    }

    @Override
    boolean isFilled() {
        return references.length > 0;
    }

    @Override
    void fill(Object value, Members members) {
        for (int i = 0; i < references.length; i++) {
            set(stored, references[i], value, members.get(i));
        }
    }

    @Override
    void fillPartly(Object value, Members members) {
        for (int i = 0; i < references.length; i++) {
            if (members.has(i)) {
                set(stored, references[i], value, members.get(i));
            }
        }
    }

    @Override
    String step(int slot) {
        return "." + references[slot].getName();
    }

    /** Finds the field of this build for a stored field; null if the field was removed. */
    static Field matching(StoredClass stored, ClassDescriptor descriptor, StoredField field) {
        Field present = stored.fields().get(field.name());
        if (present == null) {
            return null;
        }
        String now = StoredNames.ofType(present.getGenericType());
        if (!now.equals(field.type())) {
            throw new StateException(
                    FIELD_TYPE_CHANGED,
                    "The field \"" + field.name() + "\" of " + descriptor.name() + " was stored as " + field.type()
                            + ", and is " + now
                            + " in this build. Give the new field another name, and fill it from the old one.");
        }
        return present;
    }

    static Object create(StoredClass stored, Supplier<?> factory) {
        try {
            return stored.newInstance(factory);
        } catch (ReflectiveOperationException failed) {
            throw unusable(stored, failed);
        }
    }

    static StateException unusable(StoredClass stored, Exception failed) {
        Throwable cause = failed.getCause() == null ? failed : failed.getCause();
        return new StateException(
                CLASS_NOT_STORABLE,
                "A " + stored.type().getName() + " could not be made from what was stored: " + cause
                        + ". Its constructor must accept what it once held.",
                failed);
    }

    private static Object get(Field field, Object owner) {
        try {
            return field.get(owner);
        } catch (IllegalAccessException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    static void set(StoredClass stored, Field field, Object owner, Object content) {
        try {
            field.set(owner, content);
        } catch (IllegalAccessException impossible) {
            throw new IllegalStateException(impossible);
        } catch (IllegalArgumentException mismatch) {
            throw unusable(stored, mismatch);
        }
    }
}
