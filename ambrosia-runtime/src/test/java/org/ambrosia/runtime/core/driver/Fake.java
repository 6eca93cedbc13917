package org.ambrosia.runtime.core.driver;

import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/** Implements an interface for a test: counts calls, and answers what the test says, or else null, 0 or false. Not thread-safe. */
final class Fake<T> {
    private final Map<String, Function<Object[], Object>> answers = new HashMap<>();
    private final List<String> calls = new ArrayList<>();
    private final T object;

    Fake(Class<T> type) {
        InvocationHandler handler = (proxy, method, arguments) -> {
            calls.add(method.getName());
            Function<Object[], Object> answer = answers.get(method.getName());
            return answer == null ? nothing(method.getReturnType()) : answer.apply(arguments);
        };
        this.object = type.cast(Proxy.newProxyInstance(type.getClassLoader(), new Class<?>[] {type}, handler));
    }

    T object() {
        return object;
    }

    Fake<T> on(String method, Function<Object[], Object> answer) {
        answers.put(method, answer);
        return this;
    }

    long calls(String method) {
        return calls.stream().filter(method::equals).count();
    }

    private static Object nothing(Class<?> type) {
        if (type == boolean.class) {
            return false;
        }
        if (type == long.class) {
            return 0L;
        }
        return type == int.class ? (Object) 0 : null;
    }
}
