package org.ambrosia.runtime.serial;

import static org.ambrosia.runtime.api.ErrorTag.ClassNotRegistered;

import com.esotericsoftware.kryo.Kryo;
import com.esotericsoftware.kryo.KryoException;
import com.esotericsoftware.kryo.Serializer;
import com.esotericsoftware.kryo.io.Input;
import com.esotericsoftware.kryo.io.Output;
import com.esotericsoftware.kryo.util.MapReferenceResolver;
import org.ambrosia.runtime.api.StateException;
import org.ambrosia.runtime.serial.ClassDescriptor.Kind;
import org.ambrosia.runtime.serial.ClassDescriptor.StoredField;

/**
 * Passes over what a removed field held, whose classes may be gone with it, without instantiating them. Anywhere else an
 * unknown class is an error.
 */
final class Discarding {
    private int depth;

    /** Reads the value of a field that is not in this build. */
    Object read(Kryo kryo, Input in) {
        depth++;
        try {
            return kryo.readClassAndObject(in);
        } finally {
            depth--;
        }
    }

    /** The start of a graph. */
    void reset() {
        depth = 0;
    }

    Serializer<Object> serializer(ClassDescriptor descriptor) {
        return new Passing(descriptor);
    }

    MapReferenceResolver references() {
        return new Checking();
    }

    /** What stands in the place of an object that was passed over. */
    static final class Discarded {
        private final String className;

        private Discarded(String className) {
            this.className = className;
        }
    }

    private void refuseUnlessDiscarding(String className) {
        if (depth == 0) {
            throw new StateException(
                    ClassNotRegistered,
                    "A " + className + " was stored, which this build may not instantiate: it is not reachable from the"
                            + " declared types. Keep the class, or register it where the instance is deployed.");
        }
    }

    private final class Passing extends Serializer<Object> {
        private final ClassDescriptor descriptor;

        Passing(ClassDescriptor descriptor) {
            this.descriptor = descriptor;
        }

        @Override
        public void write(Kryo kryo, Output out, Object value) {
            throw new IllegalStateException("What was passed over can't be written");
        }

        @Override
        public Object read(Kryo kryo, Input in, Class<?> type) {
            refuseUnlessDiscarding(descriptor.name());
            Discarded value = new Discarded(descriptor.name());
            if (descriptor.kind() != Kind.RECORD) {
                kryo.reference(value);
            }
            switch (descriptor.kind()) {
                case ENUM, PROXY -> in.readString();
                case ARRAY -> {
                    int count = in.readVarInt(true);
                    for (int i = 0; i < count; i++) {
                        kryo.readClassAndObject(in);
                    }
                }
                case OBJECT, RECORD -> {
                    for (StoredField each : descriptor.fields()) {
                        if (each.isPrimitive()) {
                            Primitives.read(in, each.type());
                        } else {
                            kryo.readClassAndObject(in);
                        }
                    }
                }
            }
            return value;
        }
    }

    /** Finds references from live fields to what was passed over. */
    private final class Checking extends MapReferenceResolver {
        @Override
        @SuppressWarnings("rawtypes")
        public Object getReadObject(Class type, int id) {
            Object value = super.getReadObject(type, id);
            if (value == null) {
                throw new KryoException("a reference to an object that is not finished");
            }
            if (value instanceof Discarded discarded) {
                refuseUnlessDiscarding(discarded.className);
            }
            return value;
        }
    }
}
