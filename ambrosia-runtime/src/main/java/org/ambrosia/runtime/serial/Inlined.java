package org.ambrosia.runtime.serial;

import com.esotericsoftware.kryo.io.Input;
import com.esotericsoftware.kryo.io.Output;

/**
 * Values that are written at the place of the reference: null, and the boxes of primitives, whose
 * identity does not matter.
 */
final class Inlined {
    static final int NULL = 0;
    private static final int BOOLEAN = 1;
    private static final int BYTE = 2;
    private static final int SHORT = 3;
    private static final int CHARACTER = 4;
    private static final int INTEGER = 5;
    private static final int LONG = 6;
    private static final int FLOAT = 7;
    private static final int DOUBLE = 8;
    /** References from here on are numbers of nodes. */
    static final int FIRST_NODE = 9;

    private Inlined() {}

    /** Writes a value with its kind, if it is one of these values. */
    static boolean write(Output out, Object value) {
        if (value instanceof Integer number) {
            out.writeVarInt(INTEGER, true);
            out.writeVarInt(number, false);
        } else if (value instanceof Long number) {
            out.writeVarInt(LONG, true);
            out.writeVarLong(number, false);
        } else if (value instanceof Boolean bit) {
            out.writeVarInt(BOOLEAN, true);
            out.writeBoolean(bit);
        } else if (value instanceof Double number) {
            out.writeVarInt(DOUBLE, true);
            out.writeDouble(number);
        } else if (value instanceof Character letter) {
            out.writeVarInt(CHARACTER, true);
            out.writeChar(letter);
        } else if (value instanceof Byte number) {
            out.writeVarInt(BYTE, true);
            out.writeByte(number);
        } else if (value instanceof Short number) {
            out.writeVarInt(SHORT, true);
            out.writeShort(number);
        } else if (value instanceof Float number) {
            out.writeVarInt(FLOAT, true);
            out.writeFloat(number);
        } else {
            return false;
        }
        return true;
    }

    /** Reads a value of a kind below {@link #FIRST_NODE}. */
    static Object read(Input in, int kind) {
        return switch (kind) {
            case NULL -> null;
            case BOOLEAN -> in.readBoolean();
            case BYTE -> in.readByte();
            case SHORT -> in.readShort();
            case CHARACTER -> in.readChar();
            case INTEGER -> in.readVarInt(false);
            case LONG -> in.readVarLong(false);
            case FLOAT -> in.readFloat();
            default -> in.readDouble();
        };
    }
}
