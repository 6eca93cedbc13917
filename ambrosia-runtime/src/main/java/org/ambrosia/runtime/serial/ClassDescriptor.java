package org.ambrosia.runtime.serial;

import com.esotericsoftware.kryo.KryoException;
import com.esotericsoftware.kryo.io.Input;
import com.esotericsoftware.kryo.io.Output;
import java.util.ArrayList;
import java.util.List;

/**
 * The description of a class in a stored graph.
 *
 * @param name its stored name
 * @param kind what it is
 * @param fields its fields in the order of storing, if its values are stored by fields
 */
record ClassDescriptor(String name, Kind kind, List<StoredField> fields) {

    /** The kind of a class, which decides how its values are stored. */
    enum Kind {
        OBJECT(0),
        RECORD(1),
        ENUM(2),
        ARRAY(3),
        PROXY(4),
        /** An object that is the only one of its class. */
        SINGLETON(5),
        /** An object whose class replaces the object that was read, by {@code readResolve}. */
        RESOLVED(6);

        private final int number;

        Kind(int number) {
            this.number = number;
        }

        boolean hasFields() {
            return this == OBJECT || this == RECORD || this == RESOLVED;
        }

        private static Kind of(int number) {
            for (Kind each : values()) {
                if (each.number == number) {
                    return each;
                }
            }
            throw new KryoException("an unknown kind of class, " + number);
        }
    }

    /**
     * A field.
     *
     * @param name its name
     * @param type its generic type as written in source, such as {@code
     *     java.util.List<java.lang.String>}
     */
    record StoredField(String name, String type) {
        boolean isPrimitive() {
            return Primitives.isPrimitive(type);
        }
    }

    void write(Output out) {
        out.writeByte(kind.number);
        out.writeString(name);
        out.writeVarInt(fields.size(), true);
        for (StoredField each : fields) {
            out.writeString(each.name());
            out.writeString(each.type());
        }
    }

    static ClassDescriptor read(BoundedInput in) {
        Kind kind = Kind.of(in.readByte());
        String name = text(in);
        int count = in.readCount(2);
        List<StoredField> fields = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            fields.add(new StoredField(text(in), text(in)));
        }
        return new ClassDescriptor(name, kind, List.copyOf(fields));
    }

    private static String text(Input in) {
        String text = in.readString();
        if (text == null) {
            throw new KryoException("a name is missing");
        }
        return text;
    }
}
