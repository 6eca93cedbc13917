package org.ambrosia.processor.model;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** A type of a parameter or a result, as the wire knows it. */
public sealed interface ValueType {
    /** How the type is written in source, fully qualified. */
    String source();

    /**
     * The structure that a reader and a writer must agree on; part of what a method id is derived from. A record is spelled out
     * where it is first named, and then has its name only.
     *
     * @param spelledOut the names of the records that were spelled out before; those of this type are added
     */
    default String signature(Set<String> spelledOut) {
        return source();
    }

    /** The fewest bytes that a value takes. */
    default int leastBytes() {
        return 1;
    }

    /**
     * The memory that a value takes, without what it refers to, as laid out by a JVM with 4-byte references. Where the runtime
     * counts by itself (strings, proxies) or nothing is taken, 0.
     */
    default int heapBytes() {
        return 0;
    }

    /** The memory that a field or an array's element of this type takes. */
    default int heapBytesAsField() {
        return 4;
    }

    /** The memory of an object whose fields take this many bytes: a header of 12 bytes, then rounded up. */
    private static int objectBytes(int fieldBytes) {
        return (12 + fieldBytes + 7) & -8;
    }

    /** A primitive type. */
    record Primitive(String source) implements ValueType {
        @Override
        public int heapBytesAsField() {
            return switch (source) {
                case "boolean", "byte" -> 1;
                case "short", "char" -> 2;
                case "long", "double" -> 8;
                default -> 4;
            };
        }

        @Override
        public int leastBytes() {
            return switch (source) {
                case "short", "char" -> 2;
                case "float" -> 4;
                case "double" -> 8;
                default -> 1;
            };
        }
    }

    /** The box of a primitive type; may be null. */
    record Boxed(String source, Primitive primitive) implements ValueType {
        /** All booleans and bytes exist already. */
        @Override
        public int heapBytes() {
            int content = primitive.heapBytesAsField();
            return content == 1 ? 0 : objectBytes(content);
        }
    }

    /** {@code java.lang.String}; may be null. */
    record Text() implements ValueType {
        @Override
        public String source() {
            return "java.lang.String";
        }
    }

    /** An enum; may be null. */
    record Constant(String source) implements ValueType {}

    /** An array; may be null. */
    record Array(ValueType element) implements ValueType {
        @Override
        public int heapBytes() {
            return 16;
        }

        @Override
        public String source() {
            return element.source() + "[]";
        }

        @Override
        public String signature(Set<String> spelledOut) {
            return element.signature(spelledOut) + "[]";
        }
    }

    /** {@code List}, {@code Set}, {@code Map} or {@code Optional} of other types; all but the last may be null. */
    record Container(Kind kind, List<ValueType> arguments) implements ValueType {
        /** Which container. */
        public enum Kind {
            /** An {@code ArrayList} and its array. */
            LIST("java.util.List", 40, 4),
            /** A {@code LinkedHashSet}; an entry has its share of the table, and may become a node of a tree. */
            SET("java.util.Set", 72, 64),
            /** A {@code LinkedHashMap}; an entry as above. */
            MAP("java.util.Map", 56, 64),
            /** Counted only if it holds something. */
            OPTIONAL("java.util.Optional", 16, 0);

            private final String source;
            private final int heapBytes;
            private final int heapBytesEach;

            Kind(String source, int heapBytes, int heapBytesEach) {
                this.source = source;
                this.heapBytes = heapBytes;
                this.heapBytesEach = heapBytesEach;
            }

            /** The memory that an empty container takes. */
            public int heapBytes() {
                return heapBytes;
            }

            /** The memory that the place of an element takes. */
            public int heapBytesEach() {
                return heapBytesEach;
            }

            /** The qualified name of the interface or class. */
            public String source() {
                return source;
            }
        }

        @Override
        public String source() {
            return kind.source()
                    + "<"
                    + String.join(
                            ", ", arguments.stream().map(ValueType::source).toList())
                    + ">";
        }

        @Override
        public String signature(Set<String> spelledOut) {
            List<String> inner =
                    arguments.stream().map(each -> each.signature(spelledOut)).toList();
            return kind.source() + "<" + String.join(",", inner) + ">";
        }
    }

    /** A generated proxy; may be null. */
    record Proxy(String source) implements ValueType {}

    /**
     * A class that Kryo encodes; may be null.
     *
     * @param source how it is written, with type arguments
     * @param erasure the class alone
     * @param contents the classes among its type arguments, which its values may hold
     */
    record KryoType(String source, String erasure, List<String> contents) implements ValueType {}

    /** A record; may be null. Its components are set after it is made, since they may name it again. */
    final class RecordType implements ValueType {
        private final String source;
        private final List<Component> components = new ArrayList<>();
        private boolean recursive;

        /** Makes a record type whose components are still to come. */
        public RecordType(String source) {
            this.source = source;
        }

        /** A component. */
        public record Component(String name, ValueType type) {}

        /** Adds the next component. */
        public void add(Component component) {
            components.add(component);
        }

        /** The components in their order. */
        public List<Component> components() {
            return components;
        }

        /** Notes that a component leads back to this type. */
        public void markRecursive() {
            recursive = true;
        }

        @Override
        public int heapBytes() {
            return objectBytes(components.stream()
                    .mapToInt(each -> each.type().heapBytesAsField())
                    .sum());
        }

        /** Whether a value may contain others of its type, so that its depth must be bounded. */
        public boolean isRecursive() {
            return recursive;
        }

        @Override
        public String source() {
            return source;
        }

        @Override
        public String signature(Set<String> spelledOut) {
            if (!spelledOut.add(source)) {
                return source;
            }
            List<String> inner = components.stream()
                    .map(each -> each.type().signature(spelledOut) + " " + each.name())
                    .toList();
            return source + "{" + String.join(",", inner) + "}";
        }
    }
}
