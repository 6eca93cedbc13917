package org.ambrosia.runtime.serial;

import static org.ambrosia.runtime.api.ErrorTag.CLASS_NOT_REGISTERED;

import com.esotericsoftware.kryo.KryoException;
import java.lang.reflect.Constructor;
import java.lang.reflect.Field;
import java.lang.reflect.RecordComponent;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.ambrosia.runtime.api.ErrorTag;
import org.ambrosia.runtime.api.StateException;
import org.ambrosia.runtime.serial.ClassDescriptor.StoredField;

/** The shapes of application values that are created only when all values that they hold exist. */
final class AssembledShapes {
    private AssembledShapes() {}

    /** Reads fields, also primitives, in the place of references. */
    private static void readFields(GraphReader in, StoredClass stored, List<StoredField> fields) {
        for (StoredField each : fields) {
            boolean known = stored.fields().containsKey(each.name());
            if (each.isPrimitive() && known) {
                in.primitive(each.type());
            } else if (each.isPrimitive()) {
                Primitives.read(in.input(), each.type());
            } else if (known) {
                in.reference();
            } else {
                in.skipReference();
            }
        }
    }

    private static List<String> knownFields(StoredClass stored, ClassDescriptor descriptor) {
        List<String> known = new ArrayList<>();
        for (StoredField each : descriptor.fields()) {
            if (FieldsShape.matching(stored, descriptor, each) != null) {
                known.add(each.name());
            }
        }
        FieldsShape.logDropped(stored, descriptor);
        return known;
    }

    /** Stores a record by its components, and creates it by its canonical constructor. */
    static final class OfRecord extends Shape {
        private final StoredClass stored;
        private final ClassDescriptor descriptor;
        private final List<String> known;
        private final List<String> references;
        private final RecordComponent[] components;
        private Constructor<?> constructor;

        OfRecord(StoredClass stored, ClassDescriptor descriptor) {
            this.stored = stored;
            this.descriptor = descriptor;
            this.known = knownFields(stored, descriptor);
            this.components = stored.type().getRecordComponents();
            FieldsShape.warnOfAdded(stored, descriptor);
            this.references = Arrays.stream(components)
                    .filter(each -> !each.getType().isPrimitive())
                    .map(RecordComponent::getName)
                    .toList();
        }

        @Override
        void write(GraphWriter out, Object value) {
            FieldsShape.writeFields(stored, descriptor.fields(), out, value);
        }

        @Override
        Object read(GraphReader in) {
            readFields(in, stored, descriptor.fields());
            return null;
        }

        @Override
        int heapBytes() {
            return FieldsShape.heapBytes(descriptor.fields());
        }

        @Override
        int neededToCreate() {
            return ALL;
        }

        @Override
        boolean isNested() {
            return true;
        }

        @Override
        Object create(Members members) {
            Map<String, Object> contents = new HashMap<>();
            for (int i = 0; i < known.size(); i++) {
                contents.put(known.get(i), members.get(i));
            }
            Object[] arguments = new Object[components.length];
            for (int i = 0; i < components.length; i++) {
                arguments[i] = contents.getOrDefault(components[i].getName(), Primitives.zero(components[i].getType()));
            }
            try {
                return constructor().newInstance(arguments);
            } catch (ReflectiveOperationException | IllegalArgumentException failed) {
                throw FieldsShape.unusable(stored, failed);
            }
        }

        private Constructor<?> constructor() throws NoSuchMethodException {
            if (constructor == null) {
                Class<?>[] types =
                        Arrays.stream(components).map(RecordComponent::getType).toArray(Class<?>[]::new);
                constructor = StoredClass.open(stored.type().getDeclaredConstructor(types), stored.type());
            }
            return constructor;
        }

        @Override
        String step(int slot) {
            return "." + references.get(slot);
        }
    }

    /**
     * Stores an object by its fields, and lets its {@code readResolve} decide which object replaces
     * it.
     */
    static final class Resolved extends Shape {
        private final StoredClass stored;
        private final ClassDescriptor descriptor;
        private final List<String> known;

        Resolved(StoredClass stored, ClassDescriptor descriptor) {
            this.stored = stored;
            this.descriptor = descriptor;
            this.known = knownFields(stored, descriptor);
        }

        @Override
        void write(GraphWriter out, Object value) {
            FieldsShape.writeFields(stored, descriptor.fields(), out, value);
            if (!out.holdsLeavesOnly()) {
                throw out.refused(Refusal.of(
                        value.getClass(),
                        "it has a readResolve, and holds more than texts, numbers and constants. Remove readResolve, or let"
                                + " it hold a key by which readResolve finds the rest."));
            }
        }

        @Override
        Object read(GraphReader in) {
            readFields(in, stored, descriptor.fields());
            return null;
        }

        @Override
        int heapBytes() {
            return FieldsShape.heapBytes(descriptor.fields());
        }

        @Override
        int neededToCreate() {
            return ALL;
        }

        @Override
        Object create(Members members) {
            try {
                Object read = stored.newInstance();
                for (int i = 0; i < known.size(); i++) {
                    Field field = stored.fields().get(known.get(i));
                    FieldsShape.set(stored, field, read, members.get(i));
                }
                return stored.readResolve().invoke(read);
            } catch (ReflectiveOperationException failed) {
                throw FieldsShape.unusable(stored, failed);
            }
        }
    }

    /**
     * A class that this build does not have, or may not instantiate. It is an error, unless only
     * removed fields lead to it.
     */
    static final class Gone extends Shape {
        private final ClassDescriptor descriptor;

        Gone(ClassDescriptor descriptor) {
            this.descriptor = descriptor;
        }

        @Override
        void write(GraphWriter out, Object value) {
            throw new IllegalStateException("What was passed over can't be written");
        }

        @Override
        Object read(GraphReader in) {
            switch (descriptor.kind()) {
                case ENUM, PROXY -> in.input().readString();
                case ARRAY -> {
                    for (int count = in.input().readCount(1); count > 0; count--) {
                        in.skipReference();
                    }
                }
                case SINGLETON -> {}
                case OBJECT, RECORD, RESOLVED -> {
                    for (StoredField each : descriptor.fields()) {
                        if (each.isPrimitive()) {
                            Primitives.read(in.input(), each.type());
                        } else {
                            in.skipReference();
                        }
                    }
                }
            }
            return null;
        }

        @Override
        int heapBytes() {
            return 0;
        }

        @Override
        int neededToCreate() {
            return ALL;
        }

        @Override
        Object create(Members members) {
            throw new StateException(
                    CLASS_NOT_REGISTERED,
                    "A " + descriptor.name() + " was stored, which this build may not instantiate: it is not reachable"
                            + " from the declared types. Keep the class, or register it where the instance is deployed.");
        }
    }

    /** Stores the only object of its class; only the class is written. */
    static final class Singleton extends Shape {
        private final StoredClass stored;

        Singleton(StoredClass stored) {
            this.stored = stored;
        }

        @Override
        void write(GraphWriter out, Object value) {
            if (value != stored.singleton()) {
                throw out.refused(
                        ErrorTag.CLASS_NOT_STORABLE,
                        Refusal.of(value.getClass(), "it is not the INSTANCE of its class. Use that."));
            }
        }

        @Override
        Object read(GraphReader in) {
            return stored.singleton();
        }

        @Override
        int heapBytes() {
            return 0;
        }
    }

    /** Stores an array element by element. */
    static final class OfArray extends Shape {
        private final Class<?> elementType;

        OfArray(Class<?> type) {
            this.elementType = type.getComponentType();
        }

        @Override
        void write(GraphWriter out, Object value) {
            Object[] elements = (Object[]) value;
            out.output().writeVarInt(elements.length, true);
            for (Object each : elements) {
                out.reference(each);
            }
        }

        @Override
        Object read(GraphReader in) {
            int length = in.input().readCount(1);
            in.references(length);
            return java.lang.reflect.Array.newInstance(elementType, length);
        }

        @Override
        int heapBytes() {
            return HeapBytes.ARRAY;
        }

        @Override
        int heapBytesEach() {
            return HeapBytes.ARRAY_ELEMENT;
        }

        @Override
        boolean isFilled() {
            return true;
        }

        @Override
        void fill(Object value, Members members) {
            fillPartly(value, members);
        }

        @Override
        void fillPartly(Object value, Members members) {
            Object[] elements = (Object[]) value;
            for (int i = 0; i < elements.length; i++) {
                Object each = members.get(i);
                if (each != null && !elementType.isInstance(each)) {
                    throw new KryoException(
                            "a " + each.getClass().getName() + " in an array of " + elementType.getName());
                }
                elements[i] = each;
            }
        }
    }
}
