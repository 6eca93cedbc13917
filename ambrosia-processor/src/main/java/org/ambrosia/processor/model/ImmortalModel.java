package org.ambrosia.processor.model;

import java.util.HexFormat;
import java.util.List;

/**
 * An immortal interface.
 *
 * @param packageName its package; empty for the unnamed one
 * @param source how the interface is written in source, such as {@code Outer.Inner}, without its package
 * @param isPublic whether what is generated is public too
 * @param methods its methods, by ascending id
 */
public record ImmortalModel(String packageName, String source, boolean isPublic, List<MethodModel> methods) {
    /** The name that generated types begin with. */
    public String prefix() {
        return source.replace('.', '_');
    }

    /** The interface's qualified name. */
    public String qualifiedName() {
        return packageName.isEmpty() ? source : packageName + "." + source;
    }

    /** The schema: a line for the interface, one for each method, and one with the hash of the others. */
    public String schema() {
        String methods = declarations();
        return methods + "hash " + HexFormat.of().toHexDigits(hash(methods)) + "\n";
    }

    /** What tells whether two builds know the same interface: the first eight bytes of the SHA-256 of the schema's other lines. */
    public long schemaHash() {
        return hash(declarations());
    }

    private static long hash(String declarations) {
        return MethodModel.sha256(declarations).getLong();
    }

    private String declarations() {
        StringBuilder text =
                new StringBuilder("interface ").append(qualifiedName()).append('\n');
        for (MethodModel each : methods) {
            text.append(each.impulse() ? "impulse " : "method ")
                    .append(each.id())
                    .append(' ');
            text.append(each.explicit() ? "@MethodId " : "")
                    .append(each.signature())
                    .append('\n');
        }
        return text.toString();
    }
}
