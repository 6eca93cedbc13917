package org.ambrosia.processor.model;

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

    /** The schema: a line for the interface, and one for each method. */
    public String schema() {
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
        String hash = Integer.toHexString(text.toString().hashCode());
        return text.append("hash ").append(hash).append('\n').toString();
    }
}
