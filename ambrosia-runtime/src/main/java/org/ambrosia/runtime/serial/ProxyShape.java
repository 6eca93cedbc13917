package org.ambrosia.runtime.serial;

import static org.ambrosia.runtime.api.ErrorTag.MALFORMED_MESSAGE;

import java.lang.reflect.Constructor;
import java.lang.reflect.InvocationTargetException;
import org.ambrosia.runtime.api.InstanceProxy;
import org.ambrosia.runtime.api.MalformedDataException;
import org.ambrosia.runtime.codegen.CallContext;

/** Stores a proxy by the name of its instance, and binds it to the context when it is read. */
final class ProxyShape extends Shape {
    private final Class<?> type;
    private final CallContext context;
    private Constructor<?> constructor;

    ProxyShape(Class<?> type, CallContext context) {
        this.type = type;
        this.context = context;
    }

    @Override
    void write(GraphWriter out, Object value) {
        out.output().writeString(((InstanceProxy) value).instanceName());
    }

    @Override
    Object read(GraphReader in) {
        int begin = in.input().position();
        String instance = in.input().readString();
        in.take(2L * (in.input().position() - begin));
        try {
            if (constructor == null) {
                constructor = StoredClass.open(type.getConstructor(CallContext.class, String.class), type);
            }
            return constructor.newInstance(context, instance);
        } catch (InvocationTargetException failed) {
            throw new MalformedDataException(MALFORMED_MESSAGE, "A proxy's name is malformed", failed);
        } catch (ReflectiveOperationException | IllegalArgumentException impossible) {
            throw new IllegalStateException(type.getName() + " is no generated proxy", impossible);
        }
    }

    @Override
    int heapBytes() {
        return HeapBytes.PROXY;
    }
}
