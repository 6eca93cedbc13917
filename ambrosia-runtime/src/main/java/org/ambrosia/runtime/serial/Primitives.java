package org.ambrosia.runtime.serial;

import com.esotericsoftware.kryo.io.Input;
import com.esotericsoftware.kryo.io.Output;
import java.util.Set;

/** Stores fields of primitive types: by the name of the type, in fixed width. */
final class Primitives {
    private static final Set<String> NAMES =
            Set.of("boolean", "byte", "short", "char", "int", "long", "float", "double");

    private Primitives() {}

    static boolean isPrimitive(String type) {
        return NAMES.contains(type);
    }

    static void write(Output out, String type, Object value) {
        switch (type) {
            case "boolean" -> out.writeBoolean((boolean) value);
            case "byte" -> out.writeByte((byte) value);
            case "short" -> out.writeShort((short) value);
            case "char" -> out.writeChar((char) value);
            case "int" -> out.writeInt((int) value);
            case "long" -> out.writeLong((long) value);
            case "float" -> out.writeFloat((float) value);
            case "double" -> out.writeDouble((double) value);
            default -> throw new IllegalArgumentException(type);
        }
    }

    static Object read(Input in, String type) {
        return switch (type) {
            case "boolean" -> in.readBoolean();
            case "byte" -> in.readByte();
            case "short" -> in.readShort();
            case "char" -> in.readChar();
            case "int" -> in.readInt();
            case "long" -> in.readLong();
            case "float" -> in.readFloat();
            case "double" -> in.readDouble();
            default -> throw new IllegalArgumentException(type);
        };
    }

    static Object zero(Class<?> type) {
        if (!type.isPrimitive()) {
            return null;
        }
        return switch (type.getName()) {
            case "boolean" -> false;
            case "byte" -> (byte) 0;
            case "short" -> (short) 0;
            case "char" -> (char) 0;
            case "int" -> 0;
            case "long" -> 0L;
            case "float" -> 0f;
            default -> 0d;
        };
    }
}
