package org.ambrosia.runtime.serial;

import com.esotericsoftware.kryo.KryoException;
import com.esotericsoftware.kryo.io.Input;
import com.esotericsoftware.kryo.io.Output;
import java.util.ArrayList;
import java.util.List;

/**
 * What a stored graph says of a class in it.
 *
 * @param id the number by which the graph refers to it
 * @param name its binary name
 * @param kind what it is
 * @param fields its fields, of an object or a record, in the order of storing
 */
record ClassDescriptor(int id, String name, Kind kind, List<StoredField> fields) {

    /** What a class is, which decides how its values are stored. */
    enum Kind {
        OBJECT,
        RECORD,
        ENUM,
        ARRAY,
        PROXY;

        static Kind of(String name) {
            try {
                return valueOf(name);
            } catch (IllegalArgumentException unknown) {
                throw new KryoException("an unknown kind of class, " + name);
            }
        }
    }

    /**
     * A field.
     *
     * @param name its name
     * @param type its generic type as written in source, such as {@code java.util.List<java.lang.String>}
     */
    record StoredField(String name, String type) {
        boolean isPrimitive() {
            return Primitives.isPrimitive(type);
        }
    }

    void write(Output out) {
        out.writeVarInt(id, true);
        out.writeString(name);
        out.writeString(kind.name());
        out.writeVarInt(fields.size(), true);
        for (StoredField each : fields) {
            out.writeString(each.name());
            out.writeString(each.type());
        }
    }

    static ClassDescriptor read(Input in) {
        int id = in.readVarInt(true);
        String name = in.readString();
        Kind kind = Kind.of(in.readString());
        int count = in.readVarInt(true);
        List<StoredField> fields = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            fields.add(new StoredField(in.readString(), in.readString()));
        }
        return new ClassDescriptor(id, name, kind, List.copyOf(fields));
    }
}
