package org.ambrosia.runtime.serial;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.LongConsumer;
import java.util.function.Supplier;
import org.ambrosia.runtime.api.ErrorTag;
import org.ambrosia.runtime.api.MalformedDataException;
import org.ambrosia.runtime.api.StateException;
import org.ambrosia.runtime.codegen.CallContext;
import org.ambrosia.runtime.codegen.ImmortalBase;
import org.ambrosia.runtime.codegen.ObjectCodec;

/**
 * Encodes and decodes the objects of one instance: its state, where the immortal itself is filled
 * rather than created, and the arguments of its calls. Used on one thread at a time, except {@link
 * #verifyState}.
 */
public final class KryoCodec implements ObjectCodec {
    private final ImmortalBase immortal;
    private final List<Class<?>> registered;
    private final CallContext context;
    private final Map<List<Class<?>>, GraphCodec> byDeclared = new HashMap<>();
    private final Pristine pristine;
    private GraphCodec state;

    /**
     * Creates a codec. A codec that loads states is created before the immortal is connected to its
     * binding, when the immortal is as it was deployed. A codec that is created later is for
     * arguments only.
     *
     * @param immortal the object that is filled when state is decoded; null for a client,
     *     which has no state
     * @param registered classes that may be stored although no declared type leads to them
     * @param context the context that proxies are bound to
     * @throws org.ambrosia.runtime.api.StateException if a declared type of the immortal, or what
     *     it holds, can't be stored
     */
    public KryoCodec(ImmortalBase immortal, Collection<Class<?>> registered, CallContext context) {
        this.immortal = immortal;
        this.registered = List.copyOf(registered);
        this.context = context;
        boolean isFirst = immortal != null && !ImmortalBase.Access.isBound(immortal);
        this.pristine = isFirst ? new Pristine(immortal, registered, context) : null;
    }

    @Override
    public byte[] encode(Object value, Class<?> declared, Class<?>... contents) {
        return codec(declared, contents).encode(value);
    }

    @Override
    public <T> T decode(
            byte[] bytes, int offset, int length, LongConsumer heap, Class<T> declared, Class<?>... contents) {
        return cast(codec(declared, contents).decode(bytes, offset, length, heap), declared);
    }

    @Override
    public byte[] encodeState(Object root) {
        try {
            return stateCodec(root.getClass()).encode(root);
        } catch (OutOfMemoryError scarce) {
            // The codec stopped half-way, so its records may be wrong now.
            state = null;
            throw scarce;
        }
    }

    @Override
    public <T> T decodeState(byte[] bytes, int offset, int length, Class<T> rootType) {
        pristine.restore();
        return cast(stateCodec(rootType).decode(bytes, offset, length), rootType);
    }

    @Override
    public void verifyState(byte[] bytes, int offset, int length, Class<?> rootType) {
        Object blank = StoredClass.blank(immortal.getClass());
        String difference = stateCodec(rootType, () -> blank).difference(bytes, offset, length);
        if (difference != null) {
            throw new StateException(
                    ErrorTag.STATE_NOT_RESTORABLE,
                    "The state that was stored would come back as another one, from " + difference
                            + " on. Constructors must"
                            + " keep what they are given, and equals, hashCode and compareTo must not depend on what"
                            + " changes while a container holds the object.");
        }
    }

    private static <T> T cast(Object value, Class<T> declared) {
        if (value != null && !declared.isInstance(value)) {
            throw new MalformedDataException(
                    ErrorTag.MALFORMED_MESSAGE,
                    "A value is of " + value.getClass().getName() + ", expected " + declared.getName() + ".");
        }
        return declared.cast(value);
    }

    /**
     * Arguments must never fill the immortal, so its own class is not among those that they may
     * hold.
     */
    private GraphCodec codec(Class<?> declared, Class<?>... contents) {
        List<Class<?>> declaredTypes = new ArrayList<>(List.of(contents));
        declaredTypes.add(declared);
        return byDeclared.computeIfAbsent(declaredTypes, types -> {
            List<Class<?>> roots = new ArrayList<>(registered);
            roots.addAll(types);
            return new GraphCodec(roots, Map.of(), false, loader(types), context);
        });
    }

    private GraphCodec stateCodec(Class<?> rootType) {
        if (state == null) {
            state = stateCodec(rootType, () -> immortal);
        }
        return state;
    }

    private GraphCodec stateCodec(Class<?> rootType, Supplier<?> filled) {
        List<Class<?>> roots = new ArrayList<>(registered);
        roots.add(rootType);
        roots.add(immortal.getClass());
        return new GraphCodec(roots, Map.of(immortal.getClass(), filled), true, loader(roots), context);
    }

    /**
     * Returns the loader in which classes are searched: that of the immortal's class. An outside
     * caller has no immortal; its loader is that of the declared classes.
     */
    private ClassLoader loader(List<Class<?>> declared) {
        if (immortal != null) {
            return immortal.getClass().getClassLoader();
        }
        return declared.stream()
                .map(Class::getClassLoader)
                .filter(Objects::nonNull)
                .findFirst()
                .orElseGet(ClassLoader::getSystemClassLoader);
    }
}
