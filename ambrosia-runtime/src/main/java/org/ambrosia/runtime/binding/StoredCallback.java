package org.ambrosia.runtime.binding;

import org.ambrosia.runtime.codegen.StoredName;

/**
 * A callback as it is stored: a method of the immortal by its name, and the arguments after the
 * result.
 */
@StoredName("ambrosia/Callback")
final class StoredCallback {
    private String method;
    private int parameters;
    private Object[] arguments;

    /** For loading. */
    StoredCallback() {}

    StoredCallback(String method, int parameters, Object... arguments) {
        this.method = method;
        this.parameters = parameters;
        this.arguments = arguments.clone();
    }

    String method() {
        return method;
    }

    /**
     * Returns how many parameters the method has: the result if it takes one, and the arguments.
     */
    int parameters() {
        return parameters;
    }

    Object[] withResult(Object result) {
        Object[] all = new Object[parameters];
        if (parameters > 0) {
            all[0] = result;
            System.arraycopy(arguments, 0, all, 1, parameters - 1);
        }
        return all;
    }
}
