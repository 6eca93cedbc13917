package org.ambrosia.runtime.binding;

import static org.ambrosia.runtime.api.ErrorTag.CALLBACK_MISSING;
import static org.ambrosia.runtime.api.ErrorTag.LAMBDA_CALLBACK;

import java.io.IOException;
import java.io.ObjectOutputStream;
import java.io.OutputStream;
import java.io.Serializable;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.SerializedLambda;
import java.lang.reflect.InaccessibleObjectException;
import java.lang.reflect.Method;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import org.ambrosia.runtime.api.DeterminismException;
import org.ambrosia.runtime.api.StateException;
import org.ambrosia.runtime.codegen.ImmortalBase;

/**
 * Finds the method name of a method reference, and the method handle of a name. The way to inspect
 * a reference is looked up once for each place in the code that has one, and a method handle once
 * for each name.
 */
final class CallbackMethods {
    private final ImmortalBase immortal;
    /**
     * For each class of a reference, the handle that returns what the reference refers to; null if
     * the class's package is not open.
     */
    private final Map<Class<?>, MethodHandle> replacers = new HashMap<>();

    /** The handles by name, and by the number of the method's parameters. */
    private final Map<String, MethodHandle[]> handles = new HashMap<>();

    CallbackMethods(ImmortalBase immortal) {
        this.immortal = immortal;
    }

    /**
     * Stores a callback.
     *
     * @throws DeterminismException if the reference is not to a named method of this immortal
     */
    StoredCallback store(Serializable reference, int parameters, Object... arguments) {
        String name = nameOf(reference);
        handle(name, parameters);
        return new StoredCallback(name, parameters, arguments);
    }

    /** Calls the stored method. */
    void call(StoredCallback callback, Object result) throws Throwable {
        handle(callback.method(), callback.parameters()).invoke(callback.withResult(result));
    }

    private String nameOf(Serializable reference) {
        SerializedLambda lambda = serialized(reference);
        Object captured = lambda != null && lambda.getCapturedArgCount() == 1 ? lambda.getCapturedArg(0) : null;
        KotlinReference kotlin = KotlinReference.of(captured);
        if (kotlin != null && kotlin.receiver() == immortal) {
            return kotlin.method();
        }
        if (lambda == null || isNameless(lambda, captured)) {
            throw new DeterminismException(
                    LAMBDA_CALLBACK,
                    "A promise's callback must be a reference to a named method, such as this::onReply, since it is stored"
                            + " by that name; a lambda's name changes from build to build. Make it a method of "
                            + immortal.getClass().getName() + ", and give what it captured as arguments of onResult.");
        }
        if (captured != immortal) {
            throw new DeterminismException(
                    CALLBACK_MISSING,
                    "A promise's callback must be a method of the immortal itself, such as this::onReply; found "
                            + lambda.getImplClass().replace('/', '.') + "::" + lambda.getImplMethodName() + ".");
        }
        return lambda.getImplMethodName();
    }

    /**
     * Java's compiler names a lambda {@code lambda$0}. Kotlin's names it {@code method$lambda$0},
     * or makes a function of it.
     */
    private static boolean isNameless(SerializedLambda lambda, Object captured) {
        boolean ofFunction = captured != null && captured.getClass().isHidden();
        return ofFunction || lambda.getImplMethodName().contains("lambda$");
    }

    private MethodHandle handle(String name, int parameters) {
        MethodHandle[] known = handles.get(name);
        if (known == null || known.length <= parameters) {
            known = known == null ? new MethodHandle[parameters + 1] : Arrays.copyOf(known, parameters + 1);
            handles.put(name, known);
        }
        if (known[parameters] == null) {
            known[parameters] = find(name, parameters);
        }
        return known[parameters];
    }

    private MethodHandle find(String name, int parameters) {
        Method found = null;
        for (Class<?> type = immortal.getClass(); found == null && type != Object.class; type = type.getSuperclass()) {
            for (Method each : type.getDeclaredMethods()) {
                if (each.getName().equals(name) && each.getParameterCount() == parameters && !each.isBridge()) {
                    if (found != null) {
                        throw missing(name, parameters, "there are two of them; give each a name of its own");
                    }
                    found = each;
                }
            }
        }
        if (found == null) {
            throw missing(name, parameters, "it is not there; keep callbacks for which promises may be open");
        }
        try {
            found.setAccessible(true);
            MethodHandle handle = MethodHandles.lookup().unreflect(found).bindTo(immortal);
            return handle.asSpreader(Object[].class, parameters);
        } catch (InaccessibleObjectException closed) {
            throw StateException.packageNotOpen(found.getDeclaringClass(), closed);
        } catch (IllegalAccessException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    private DeterminismException missing(String name, int parameters, String why) {
        return new DeterminismException(
                CALLBACK_MISSING,
                "The callback " + name + " with " + parameters + " parameters can't be called on "
                        + immortal.getClass().getName() + ": " + why + ".");
    }

    /**
     * Inspected again each time: the same place in the code may refer to a method of another object
     * the next time.
     */
    private SerializedLambda serialized(Serializable reference) {
        Class<?> type = reference.getClass();
        if (!replacers.containsKey(type)) {
            replacers.put(type, replacer(type));
        }
        MethodHandle replacer = replacers.get(type);
        if (replacer == null) {
            return serializedByPlatform(reference);
        }
        try {
            return replacer.invoke(reference) instanceof SerializedLambda lambda ? lambda : null;
        } catch (RuntimeException | Error asIs) {
            throw asIs;
        } catch (Throwable noLambda) {
            return null;
        }
    }

    private static MethodHandle replacer(Class<?> type) {
        try {
            Method method = type.getDeclaredMethod("writeReplace");
            method.setAccessible(true);
            return MethodHandles.lookup().unreflect(method);
        } catch (NoSuchMethodException | IllegalAccessException | InaccessibleObjectException notReachable) {
            return null;
        }
    }

    /** The platform's own serialization shows what a reference refers to; nothing is written. */
    private static SerializedLambda serializedByPlatform(Serializable reference) {
        SerializedLambda[] found = new SerializedLambda[1];
        try (ObjectOutputStream out = new ObjectOutputStream(OutputStream.nullOutputStream()) {
            {
                enableReplaceObject(true);
            }

            @Override
            protected Object replaceObject(Object value) {
                if (value instanceof SerializedLambda lambda) {
                    found[0] = lambda;
                }
                return null;
            }
        }) {
            out.writeObject(reference);
        } catch (IOException notALambda) {
            return null;
        }
        return found[0];
    }
}
