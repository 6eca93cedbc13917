package org.ambrosia.runtime.cli;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.ambrosia.runtime.api.MalformedDataException;
import org.ambrosia.runtime.protocol.CallLayout;
import org.ambrosia.runtime.protocol.Decoder;
import org.ambrosia.runtime.protocol.LargestMessage;
import org.ambrosia.runtime.protocol.MessageType;

/**
 * Shows logged messages as people read them, by the schema that a checkpoint keeps. Arguments of
 * simple types are shown as they are. The first argument of another type, and all bytes after it,
 * are shown in hexadecimal digits.
 */
final class ReadableCalls {
    private static final String SCHEMA = "interface ";
    private static final int MOST_HEX = 32;
    private static final int MOST_TEXT = 200;

    private final Map<Integer, Method> methods = new TreeMap<>();

    /** A method as the schema has it. */
    private record Method(String name, List<String> types) {}

    /**
     * Creates a reader of calls.
     *
     * @param application the application's part of a checkpoint; one of another make has no schema
     */
    ReadableCalls(byte[] application) {
        try {
            Decoder in = new Decoder(application);
            String schema = in.string();
            if (schema.startsWith(SCHEMA)) {
                schema.lines().forEach(this::method);
            }
        } catch (MalformedDataException ofAnotherMake) {
            // Its calls are shown by number.
        }
    }

    private void method(String line) {
        String[] words = line.split(" ", 3);
        if (words.length == 3 && (words[0].equals("method") || words[0].equals("impulse"))) {
            int open = words[2].lastIndexOf('(');
            int close = words[2].lastIndexOf(')');
            String head = words[2].substring(0, open);
            methods.put(
                    Integer.parseInt(words[1]),
                    new Method(head.substring(head.lastIndexOf(' ') + 1), types(words[2].substring(open + 1, close))));
        }
    }

    /** Splits at the commas outside brackets. */
    private static List<String> types(String list) {
        List<String> types = new ArrayList<>();
        int depth = 0;
        int from = 0;
        for (int i = 0; i < list.length(); i++) {
            char c = list.charAt(i);
            depth += c == '<' || c == '{' ? 1 : c == '>' || c == '}' ? -1 : 0;
            if (c == ',' && depth == 0) {
                types.add(list.substring(from, i));
                from = i + 1;
            }
        }
        if (!list.isEmpty()) {
            types.add(list.substring(from));
        }
        return types;
    }

    /** Notes the schemas that a record puts in force for what follows. */
    void pass(byte[] bytes, int offset, int length) {
        Decoder in = new Decoder(bytes, offset, length);
        while (in.remaining() > 0) {
            int size = in.length();
            Decoder message = new Decoder(bytes, in.position(), size);
            in.skip(size);
            if (size > 0 && message.u8() == MessageType.SCHEMA) {
                message.string().lines().forEach(this::method);
            }
        }
    }

    /** Returns the messages of a record, each on a line. */
    List<String> describe(byte[] bytes, int offset, int length) {
        List<String> lines = new ArrayList<>();
        Decoder in = new Decoder(bytes, offset, length);
        while (in.remaining() > 0) {
            int size = in.length();
            Decoder message = new Decoder(bytes, in.position(), size);
            in.skip(size);
            try {
                lines.add(describe(message));
            } catch (MalformedDataException malformed) {
                lines.add("malformed: " + malformed.getMessage());
            }
        }
        return lines;
    }

    private String describe(Decoder message) {
        int type = message.u8();
        if (type == MessageType.INITIAL_MESSAGE) {
            return "first start";
        }
        if (type == MessageType.CALLER_GONE) {
            return "client " + message.string() + " is gone";
        }
        if (type == MessageType.SKIPPED) {
            return "skipped: " + describe(message);
        }
        if (type == MessageType.SCHEMA) {
            String schema = message.string();
            if (schema.isEmpty()) {
                return "the schema in force stays";
            }
            schema.lines().forEach(this::method);
            return "schema of " + schema.lines().findFirst().orElse("?") + " is in force";
        }
        if (type == MessageType.LARGEST_MESSAGE) {
            return "messages of at most " + LargestMessage.decode(message) + " bytes";
        }
        if (type != MessageType.RPC) {
            return "message of type " + type + " " + rest(message);
        }
        int kind = message.u8();
        if (kind != CallLayout.REQUEST) {
            String from = message.string();
            String what = kind == CallLayout.VALUE ? "result" : kind == CallLayout.EMPTY ? "result void" : "failure";
            return what + " from " + from + " of call " + message.zz64() + " " + rest(message);
        }
        int methodId = message.zz32();
        int how = message.u8();
        String caller = "";
        if (how == CallLayout.ASYNC) {
            caller = " from " + message.string() + ", call " + message.zz64();
        }
        String way = how == CallLayout.ASYNC ? "async" : how == CallLayout.FORK ? "fork" : "impulse";
        return way + " " + call(methodId, message) + caller;
    }

    private String call(int methodId, Decoder in) {
        Method method = methods.get(methodId);
        if (method == null) {
            return "method " + methodId + "(" + rest(in) + ")";
        }
        List<String> arguments = new ArrayList<>();
        for (String type : method.types()) {
            int before = in.position();
            try {
                String value = value(type, in);
                if (value != null) {
                    arguments.add(value);
                    continue;
                }
            } catch (MalformedDataException malformed) {
                in.reset(in.array(), before, in.position() - before + in.remaining());
            }
            arguments.add(rest(in));
            break;
        }
        return method.name() + "(" + String.join(", ", arguments) + ")";
    }

    /**
     * Reads one argument as {@code CallEncoder} writes it; returns null if the type has no simple
     * form.
     */
    private static String value(String type, Decoder in) {
        return switch (type) {
            case "boolean" -> in.u8() == 1 ? "true" : "false";
            case "byte" -> Integer.toString((byte) in.u8());
            case "short" -> Integer.toString((short) (in.u8() | in.u8() << 8));
            case "char" -> "'" + (char) (in.u8() | in.u8() << 8) + "'";
            case "int" -> Integer.toString(in.zz32());
            case "long" -> Long.toString(in.zz64());
            case "float" -> Float.toString(Float.intBitsToFloat(in.i32()));
            case "double" -> Double.toString(Double.longBitsToDouble(in.i64()));
            case "java.lang.String" -> text(in);
            case "byte[]" -> hex(in);
            default -> type.endsWith("Proxy") ? text(in) : null;
        };
    }

    private static String text(Decoder in) {
        int length = in.zz32() - 1;
        if (length < 0) {
            return "null";
        }
        String text = new String(in.bytes(length), StandardCharsets.UTF_8);
        String shown = text.length() > MOST_TEXT ? text.substring(0, MOST_TEXT) + "…" : text;
        return '"' + shown.replace("\\", "\\\\").replace("\n", "\\n").replace("\"", "\\\"") + '"';
    }

    private static String hex(Decoder in) {
        int length = in.zz32() - 1;
        return length < 0 ? "null" : digits(in.bytes(length));
    }

    private static String rest(Decoder in) {
        return digits(in.bytes(in.remaining()));
    }

    private static String digits(byte[] bytes) {
        String digits = HexFormat.of().formatHex(bytes, 0, Math.min(bytes.length, MOST_HEX));
        return "[" + digits + (bytes.length > MOST_HEX ? "… " + bytes.length + " bytes" : "") + "]";
    }
}
