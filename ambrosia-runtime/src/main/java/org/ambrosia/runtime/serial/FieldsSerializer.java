package org.ambrosia.runtime.serial;

import static org.ambrosia.runtime.api.ErrorTag.FieldTypeChanged;

import com.esotericsoftware.kryo.Kryo;
import com.esotericsoftware.kryo.Serializer;
import com.esotericsoftware.kryo.io.Input;
import com.esotericsoftware.kryo.io.Output;
import java.lang.reflect.Constructor;
import java.lang.reflect.Field;
import java.lang.reflect.RecordComponent;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Supplier;
import org.ambrosia.runtime.api.StateException;
import org.ambrosia.runtime.serial.ClassDescriptor.Kind;
import org.ambrosia.runtime.serial.ClassDescriptor.StoredField;
import org.objenesis.strategy.StdInstantiatorStrategy;

/**
 * Stores an object or a record by its fields, in the order of a descriptor. What is read is matched by name with the
 * class of this build.
 */
final class FieldsSerializer extends Serializer<Object> {
    private static final System.Logger LOGGER = System.getLogger(FieldsSerializer.class.getName());

    private final StoredClass stored;
    private final ClassDescriptor descriptor;
    private final Discarding discarding;
    private final Supplier<?> factory;

    /**
     * Makes a serializer.
     *
     * @param stored the class in this build
     * @param descriptor the class as it is stored
     * @param factory makes the object that is filled; null for the class's own constructor
     * @throws StateException if a field has another type in this build
     */
    FieldsSerializer(StoredClass stored, ClassDescriptor descriptor, Discarding discarding, Supplier<?> factory) {
        this.stored = stored;
        this.descriptor = descriptor;
        this.discarding = discarding;
        this.factory = factory;
        for (StoredField each : descriptor.fields()) {
            checkType(each);
        }
    }

    @Override
    public void write(Kryo kryo, Output out, Object value) {
        for (StoredField each : descriptor.fields()) {
            Object content = get(stored.fields().get(each.name()), value);
            if (each.isPrimitive()) {
                Primitives.write(out, each.type(), content);
            } else {
                kryo.writeClassAndObject(out, content);
            }
        }
    }

    @Override
    public Object read(Kryo kryo, Input in, Class<?> type) {
        return descriptor.kind() == Kind.RECORD ? readRecord(kryo, in) : readObject(kryo, in);
    }

    private Object readObject(Kryo kryo, Input in) {
        Object value = factory != null ? factory.get() : newObject();
        kryo.reference(value);
        for (StoredField each : descriptor.fields()) {
            Field field = stored.fields().get(each.name());
            Object content = content(kryo, in, each, field == null);
            if (field != null) {
                set(field, value, content);
            }
        }
        return value;
    }

    private Object readRecord(Kryo kryo, Input in) {
        Map<String, Object> contents = new HashMap<>();
        for (StoredField each : descriptor.fields()) {
            contents.put(each.name(), content(kryo, in, each, !stored.fields().containsKey(each.name())));
        }
        RecordComponent[] components = stored.type().getRecordComponents();
        Class<?>[] types =
                Arrays.stream(components).map(RecordComponent::getType).toArray(Class<?>[]::new);
        Object[] arguments = Arrays.stream(components)
                .map(each -> contents.getOrDefault(each.getName(), Primitives.zero(each.getType())))
                .toArray();
        try {
            Constructor<?> canonical = StoredClass.open(stored.type().getDeclaredConstructor(types), stored.type());
            return canonical.newInstance(arguments);
        } catch (ReflectiveOperationException | IllegalArgumentException failed) {
            throw unusable(failed);
        }
    }

    private Object content(Kryo kryo, Input in, StoredField field, boolean removed) {
        if (field.isPrimitive()) {
            return Primitives.read(in, field.type());
        }
        return removed ? discarding.read(kryo, in) : kryo.readClassAndObject(in);
    }

    private void checkType(StoredField field) {
        Field present = stored.fields().get(field.name());
        if (present == null) {
            LOGGER.log(
                    System.Logger.Level.INFO,
                    "The field \"" + field.name() + "\" of " + descriptor.name()
                            + " is not in this build; what was stored in it is dropped");
        } else if (!present.getGenericType().getTypeName().equals(field.type())) {
            throw new StateException(
                    FieldTypeChanged,
                    "The field \"" + field.name() + "\" of " + descriptor.name() + " was stored as " + field.type()
                            + ", and is " + present.getGenericType().getTypeName()
                            + " in this build. Give the new field another name, and fill it from the old one.");
        }
    }

    private Object newObject() {
        try {
            return StoredClass.open(stored.type().getDeclaredConstructor(), stored.type())
                    .newInstance();
        } catch (NoSuchMethodException none) {
            return new StdInstantiatorStrategy()
                    .newInstantiatorOf(stored.type())
                    .newInstance();
        } catch (ReflectiveOperationException failed) {
            throw unusable(failed);
        }
    }

    private StateException unusable(Exception failed) {
        Throwable cause = failed.getCause() == null ? failed : failed.getCause();
        return new StateException(
                org.ambrosia.runtime.api.ErrorTag.ClassNotStorable,
                "A " + descriptor.name() + " could not be made from what was stored: " + cause
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

    private void set(Field field, Object owner, Object content) {
        try {
            field.set(owner, content);
        } catch (IllegalAccessException impossible) {
            throw new IllegalStateException(impossible);
        } catch (IllegalArgumentException mismatch) {
            throw unusable(mismatch);
        }
    }
}
