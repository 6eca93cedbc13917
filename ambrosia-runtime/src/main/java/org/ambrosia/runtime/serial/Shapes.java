package org.ambrosia.runtime.serial;

import static org.ambrosia.runtime.api.ErrorTag.CLASS_NOT_REGISTERED;
import static org.ambrosia.runtime.api.ErrorTag.CLASS_NOT_STORABLE;

import com.esotericsoftware.kryo.io.Output;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.ambrosia.runtime.api.StateException;
import org.ambrosia.runtime.codegen.CallContext;
import org.ambrosia.runtime.codegen.ProxyBase;
import org.ambrosia.runtime.serial.ClassDescriptor.Kind;

/**
 * The shape of each class that may be stored, and the class that a graph's table means by a name.
 */
final class Shapes {
    private final ReachableClasses reachable;
    private final Map<Class<?>, Supplier<?>> factories;
    private final ClassLoader loader;
    private final CallContext context;
    private final Map<Class<?>, Shape> found = new HashMap<>();
    private final IdentityHashMap<Shape, ClassDescriptor> descriptors = new IdentityHashMap<>();

    Shapes(ReachableClasses reachable, Map<Class<?>, Supplier<?>> factories, ClassLoader loader, CallContext context) {
        this.reachable = reachable;
        this.factories = Map.copyOf(factories);
        this.loader = loader;
        this.context = context;
    }

    /** Returns the shape of a class in a graph that is read. */
    Shape read(ClassDescriptor descriptor) {
        StoredClass stored = find(descriptor);
        return stored == null || stored.kind() != descriptor.kind()
                ? new AssembledShapes.Gone(descriptor)
                : shape(stored, descriptor);
    }

    private StoredClass find(ClassDescriptor descriptor) {
        try {
            if (descriptor.kind() == Kind.ARRAY) {
                Class<?> type = reachable.array(descriptor.name());
                return type == null ? null : new StoredClass(type);
            }
            StoredClass stored = reachable.stored(descriptor.name());
            return stored == null && descriptor.kind() == Kind.PROXY ? findProxy(descriptor.name()) : stored;
        } catch (Refusal impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    /** A generated proxy does nothing when it is created, so its class may be found by its name. */
    private StoredClass findProxy(String name) throws Refusal {
        try {
            Class<?> type = Class.forName(name, false, loader);
            return ProxyBase.class.isAssignableFrom(type) ? new StoredClass(type) : null;
        } catch (ClassNotFoundException | LinkageError gone) {
            return null;
        }
    }

    private Shape shape(StoredClass stored, ClassDescriptor descriptor) {
        Class<?> type = stored.type();
        return switch (stored.kind()) {
            case ENUM -> new EnumShape(type);
            case PROXY -> new ProxyShape(type, context);
            case ARRAY -> new AssembledShapes.OfArray(type);
            case OBJECT -> new FieldsShape(stored, descriptor, factories.get(type));
            case RECORD -> new AssembledShapes.OfRecord(stored, descriptor);
            case SINGLETON -> new AssembledShapes.Singleton(stored);
            case RESOLVED -> new AssembledShapes.Resolved(stored, descriptor);
        };
    }

    /**
     * Returns the shape of a class of a value that is to be written; null if the class may not be
     * written.
     */
    private Shape written(Class<?> type) {
        Shape known = found.get(type);
        if (known != null) {
            return known;
        }
        try {
            StoredClass stored = reachable.stored(StoredNames.of(type));
            boolean isKnown = stored != null && stored.type() == type;
            if (Enum.class.isAssignableFrom(type) && !type.isEnum()) {
                Shape constant = written(type.getSuperclass());
                found.put(type, constant);
                return constant;
            }
            if (!isKnown && !ProxyBase.class.isAssignableFrom(type) && !reachable.isKnownArray(type)) {
                return null;
            }
            return add(isKnown ? stored : new StoredClass(type));
        } catch (Refusal impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    private Shape add(StoredClass stored) {
        ClassDescriptor descriptor = stored.describe();
        Shape shape = shape(stored, descriptor);
        found.put(stored.type(), shape);
        descriptors.put(shape, descriptor);
        return shape;
    }

    /** The classes that are used in one graph, with the ids that they have in it. */
    final class Used {
        private final IdentityHashMap<Shape, Integer> ids = new IdentityHashMap<>(4);
        private final List<Shape> inOrder = new ArrayList<>();

        /** Returns the shape of a value's class. */
        Shape of(Object value, GraphWriter out) {
            Class<?> type = value.getClass();
            Shape builtin = Builtins.of(type);
            if (builtin != null) {
                return builtin;
            }
            Shape own = written(type);
            if (own == null && !out.isState()) {
                own = Containers.ofCopy(value);
            }
            if (own == null) {
                throw refusal(type, out);
            }
            return own;
        }

        Shape ofEnum(Class<?> type, GraphWriter out) {
            Shape own = written(type);
            if (own == null) {
                throw refusal(type, out);
            }
            return own;
        }

        /** Returns the id of a shape in this graph. */
        int idOf(Shape shape) {
            Integer builtin = Builtins.idOf(shape);
            if (builtin != null) {
                return builtin;
            }
            Integer own = ids.get(shape);
            if (own == null) {
                own = Builtins.FIRST_FREE_ID + inOrder.size();
                ids.put(shape, own);
                inOrder.add(shape);
            }
            return own;
        }

        void writeTable(Output out) {
            inOrder.forEach(each -> descriptors.get(each).write(out));
        }

        private StateException refusal(Class<?> found, GraphWriter out) {
            // A constant with a body has a class of its own, which users can't name.
            boolean hasBody = Enum.class.isAssignableFrom(found) && !found.isEnum();
            Class<?> type = hasBody ? found.getSuperclass() : found;
            if (!type.isArray() && Refusal.isOfPlatform(type)) {
                return out.refused(CLASS_NOT_STORABLE, Refusal.of(type, Refusal.ofPlatform(type)));
            }
            if (Refusal.isOfKotlin(type)) {
                return out.refused(CLASS_NOT_STORABLE, Refusal.of(type, Refusal.OF_KOTLIN));
            }
            try {
                if (!type.isArray() && !type.isEnum()) {
                    Refusal.check(type);
                }
            } catch (Refusal why) {
                return out.refused(CLASS_NOT_STORABLE, Refusal.of(type, why.getMessage()));
            }
            return out.refused(
                    CLASS_NOT_REGISTERED,
                    Refusal.of(
                            type,
                            "it is not reachable from the declared types. Declare the field with a type that names it, make"
                                    + " its supertype sealed, or register it with storing(…) where the instance is"
                                    + " deployed."));
        }
    }
}
