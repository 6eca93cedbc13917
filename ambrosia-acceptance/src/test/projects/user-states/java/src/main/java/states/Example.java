package states;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.ServiceLoader;
import java.util.function.BiFunction;
import org.ambrosia.runtime.Ambrosia.Deployment;
import org.ambrosia.runtime.api.AmbrosiaClient;
import org.ambrosia.runtime.api.CallFailedException;

/** One of the programs: how it is deployed, its twin, which is not, and the numbered calls that both get. */
public abstract class Example<I extends Described> {
    private static final List<String> WORDS =
            List.of("ant", "bee", "cat", "dog", "eel", "fox", "gnu", "hen", "ibis", "jay", "kiwi", "lynx");

    private static final long SPREAD = 0x9e3779b97f4a7c15L; // the first random numbers of neighboring seeds are alike

    private final String name;
    private final Class<I> calls;
    private final BiFunction<AmbrosiaClient, String, ?> clients;

    protected Example(String name, Class<I> calls, BiFunction<AmbrosiaClient, String, ?> clients) {
        this.name = name;
        this.calls = calls;
        this.clients = clients;
    }

    /** Begins to deploy a new object. */
    public abstract Deployment deploy(String instance);

    /** Returns a new object that Ambrosia never sees. */
    protected abstract I newTwin();

    /** Makes one call, chosen by random numbers that the immortal and its twin get alike; returns its result, if it has one. */
    protected abstract Object call(I to, Random random);

    /** What a newcomer would write, and is refused where it is deployed. */
    public Map<String, Deployment> naive() {
        return Map.of();
    }

    /** Those that are on the class path, by name. */
    public static Map<String, Example<?>> all() {
        Map<String, Example<?>> all = new LinkedHashMap<>();
        ServiceLoader.load(Example.class).forEach(each -> all.put(each.name, each));
        return all;
    }

    public final String name() {
        return name;
    }

    protected static String word(Random random) {
        return WORDS.get(random.nextInt(WORDS.size()));
    }

    /** Makes the call of a number; returns what came of it as text. */
    final String call(I to, int number) {
        try {
            return String.valueOf(call(to, new Random(number * SPREAD)));
        } catch (Failed failed) {
            return failed.getMessage();
        }
    }

    /** Returns the twin, of which calls without a result fail silently, as the instance's do. */
    final I twin() {
        I twin = newTwin();
        return through((method, arguments) -> {
            try {
                return method.invoke(twin, arguments);
            } catch (InvocationTargetException failed) {
                if (method.getReturnType() == void.class) {
                    return null;
                }
                Throwable why = failed.getCause();
                throw new Failed(why.getClass().getName(), why.getMessage());
            }
        });
    }

    /** Returns what makes each call by the generated client: as a fork, or as a call for whose result it waits. */
    final I remote(AmbrosiaClient client) {
        Object generated = clients.apply(client, name);
        return through((method, arguments) -> {
            boolean fork = method.getReturnType() == void.class;
            Method call = named(generated.getClass(), method.getName() + (fork ? "Fork" : ""));
            try {
                Object made = call.invoke(generated, arguments);
                return fork ? null : made;
            } catch (InvocationTargetException failed) {
                if (failed.getCause() instanceof CallFailedException remote) {
                    throw new Failed(remote.remoteClass(), remote.remoteMessage());
                }
                throw failed;
            }
        });
    }

    private static Method named(Class<?> type, String name) {
        for (Method each : type.getMethods()) {
            if (each.getName().equals(name)) {
                return each;
            }
        }
        throw new IllegalStateException(name);
    }

    private interface Calling {
        Object call(Method method, Object[] arguments) throws ReflectiveOperationException;
    }

    private I through(Calling calling) {
        Object made = Proxy.newProxyInstance(
                calls.getClassLoader(),
                new Class<?>[] {calls},
                (self, method, arguments) -> calling.call(method, arguments));
        return calls.cast(made);
    }

    private static final class Failed extends RuntimeException {
        private static final long serialVersionUID = 1L;

        Failed(String why, String message) {
            super("failed: " + why + ": " + message, null, false, false);
        }
    }
}
