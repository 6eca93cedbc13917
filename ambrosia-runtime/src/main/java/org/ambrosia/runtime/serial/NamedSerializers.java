package org.ambrosia.runtime.serial;

import static org.ambrosia.runtime.api.ErrorTag.MalformedMessage;

import com.esotericsoftware.kryo.Kryo;
import com.esotericsoftware.kryo.Serializer;
import com.esotericsoftware.kryo.io.Input;
import com.esotericsoftware.kryo.io.Output;
import java.lang.reflect.Array;
import java.lang.reflect.Constructor;
import java.lang.reflect.InvocationTargetException;
import java.util.ArrayList;
import java.util.List;
import org.ambrosia.runtime.api.InstanceProxy;
import org.ambrosia.runtime.api.ProtocolException;
import org.ambrosia.runtime.generated.CallContext;

/** Serializers for what is stored by a name, and for arrays of objects. */
final class NamedSerializers {
    private NamedSerializers() {}

    /** Stores a constant by its name, so that constants may be reordered and added. */
    static final class EnumSerializer extends Serializer<Object> {
        private final Class<?> type;

        EnumSerializer(Class<?> type) {
            super(false, true);
            this.type = type;
        }

        @Override
        public void write(Kryo kryo, Output out, Object value) {
            out.writeString(((Enum<?>) value).name());
        }

        @Override
        public Object read(Kryo kryo, Input in, Class<?> ignored) {
            String name = in.readString();
            for (Object each : type.getEnumConstants()) {
                if (((Enum<?>) each).name().equals(name)) {
                    return each;
                }
            }
            throw new ProtocolException(
                    MalformedMessage,
                    "The constant \"" + name + "\" was stored, which " + type.getName()
                            + " does not have in this build. Keep constants that may be stored.");
        }
    }

    /** Stores a proxy by the name of its instance, and binds it to the context when it is read. */
    static final class ProxySerializer extends Serializer<Object> {
        private final Class<?> type;
        private final CallContext context;

        ProxySerializer(Class<?> type, CallContext context) {
            super(false, true);
            this.type = type;
            this.context = context;
        }

        @Override
        public void write(Kryo kryo, Output out, Object value) {
            out.writeString(((InstanceProxy) value).instanceName());
        }

        @Override
        public Object read(Kryo kryo, Input in, Class<?> ignored) {
            String instance = in.readString();
            try {
                Constructor<?> constructor = type.getConstructor(CallContext.class, String.class);
                return StoredClass.open(constructor, type).newInstance(context, instance);
            } catch (InvocationTargetException failed) {
                throw new ProtocolException(MalformedMessage, "A proxy's name is malformed", failed);
            } catch (ReflectiveOperationException | IllegalArgumentException impossible) {
                throw new IllegalStateException(type.getName() + " is no generated proxy", impossible);
            }
        }
    }

    /** Stores an array element by element. */
    static final class ArraySerializer extends Serializer<Object> {
        private final Class<?> elementType;

        ArraySerializer(Class<?> type) {
            this.elementType = type.getComponentType();
        }

        @Override
        public void write(Kryo kryo, Output out, Object value) {
            Unfinished unfinished = (Unfinished) kryo.getReferenceResolver();
            unfinished.enter(value);
            int length = Array.getLength(value);
            out.writeVarInt(length, true);
            for (int i = 0; i < length; i++) {
                kryo.writeClassAndObject(out, Array.get(value, i));
            }
            unfinished.leave(value);
        }

        @Override
        public Object read(Kryo kryo, Input in, Class<?> ignored) {
            List<Object> elements = new ArrayList<>();
            for (int length = in.readVarInt(true); length > 0; length--) {
                elements.add(kryo.readClassAndObject(in));
            }
            Object array = Array.newInstance(elementType, elements.size());
            for (int i = 0; i < elements.size(); i++) {
                Array.set(array, i, elements.get(i));
            }
            return array;
        }
    }
}
