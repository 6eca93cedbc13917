package org.ambrosia.runtime.binding;

/**
 * A reference such as {@code this::onReply} as Kotlin's compiler creates it for an interface whose
 * parameters are declared with {@code super}. It is an object of Kotlin's library, on which a
 * lambda calls {@code invoke}.
 *
 * @param receiver the object whose method it is
 * @param method the method's name in its class file
 */
record KotlinReference(Object receiver, String method) {
    private static final String CLASS = "kotlin.jvm.internal.CallableReference";

    /** Returns the captured object of a lambda as such a reference; null if it is none. */
    static KotlinReference of(Object captured) {
        Class<?> type = captured == null ? null : captured.getClass();
        while (type != null && !type.getName().equals(CLASS)) {
            type = type.getSuperclass();
        }
        if (type == null) {
            return null;
        }
        try {
            Object receiver = type.getMethod("getBoundReceiver").invoke(captured);
            String signature = (String) type.getMethod("getSignature").invoke(captured);
            return new KotlinReference(receiver, signature.substring(0, signature.indexOf('(')));
        } catch (ReflectiveOperationException | RuntimeException otherVersion) {
            return null;
        }
    }
}
