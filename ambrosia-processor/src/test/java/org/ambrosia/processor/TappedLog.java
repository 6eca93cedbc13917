package org.ambrosia.processor;

import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.util.function.Consumer;

/** Hears what a class logs, until closed. By reflection, since the module that is tested does not read {@code java.logging}. */
final class TappedLog implements AutoCloseable {
    /** Kept, so that it is not collected meanwhile. */
    private final Object logger;

    private final Method setFilter;

    /** Hears from now on; {@code heard} is called on the thread that logs. */
    TappedLog(String name, Consumer<String> heard) {
        try {
            Class<?> filterType = Class.forName("java.util.logging.Filter");
            Class<?> loggerType = Class.forName("java.util.logging.Logger");
            Method message = Class.forName("java.util.logging.LogRecord").getMethod("getMessage");
            this.logger = loggerType.getMethod("getLogger", String.class).invoke(null, name);
            this.setFilter = loggerType.getMethod("setFilter", filterType);
            Object filter = Proxy.newProxyInstance(
                    TappedLog.class.getClassLoader(), new Class<?>[] {filterType}, (self, method, arguments) -> {
                        heard.accept((String) message.invoke(arguments[0]));
                        return true;
                    });
            setFilter.invoke(logger, filter);
        } catch (ReflectiveOperationException impossible) {
            throw new LinkageError(impossible.getMessage(), impossible);
        }
    }

    @Override
    public void close() {
        try {
            setFilter.invoke(logger, (Object) null);
        } catch (ReflectiveOperationException impossible) {
            throw new LinkageError(impossible.getMessage(), impossible);
        }
    }
}
