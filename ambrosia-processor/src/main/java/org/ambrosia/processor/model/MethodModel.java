package org.ambrosia.processor.model;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * A method of an immortal interface.
 *
 * @param name its name
 * @param id the id by which calls name it
 * @param explicit whether the id was given by {@code @MethodId}, and stays when the method is renamed
 * @param impulse whether it is an impulse
 * @param parameters its parameters in their order
 * @param result its result; empty for {@code void}
 * @param varargs whether the last parameter takes any number of arguments
 * @param through the inherited interface, as written in source, by which it must be called, since two of them declare it; usually
 *     empty
 * @param description what its documentation comment says before the first block tag, as plain text; usually empty
 */
public record MethodModel(
        String name,
        int id,
        boolean explicit,
        boolean impulse,
        List<Parameter> parameters,
        Optional<ValueType> result,
        boolean varargs,
        Optional<String> through,
        String description) {
    /** The greatest id: zig-zag encoded it takes two bytes. */
    public static final int GREATEST_ID = 8191;

    /** A parameter. */
    public record Parameter(String name, ValueType type) {}

    /** The result, name and parameter types, as in a schema. */
    public static String signature(String name, List<Parameter> parameters, Optional<ValueType> result) {
        Set<String> spelledOut = new LinkedHashSet<>();
        String returned = result.map(each -> each.signature(spelledOut)).orElse("void");
        List<String> types = parameters.stream()
                .map(each -> each.type().signature(spelledOut))
                .toList();
        return returned + " " + name + "(" + String.join(",", types) + ")";
    }

    /** The result, name and parameter types, as in a schema. */
    public String signature() {
        return signature(name, parameters, result);
    }

    /** The id that follows from a signature: the first four bytes of its SHA-256, brought into 1 to 8191. */
    public static int derivedId(String signature) {
        return Integer.remainderUnsigned(sha256(signature).getInt(), GREATEST_ID) + 1;
    }

    /** The SHA-256 of a text. */
    static ByteBuffer sha256(String text) {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            return ByteBuffer.wrap(digest.digest(text.getBytes(StandardCharsets.UTF_8)));
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException("Every Java platform has SHA-256", impossible);
        }
    }
}
