package org.ambrosia.simulator.workload.desks;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.ambrosia.runtime.codegen.ImmortalBase;
import org.ambrosia.runtime.core.LoggedRecord;
import org.ambrosia.runtime.protocol.CallLayout;
import org.ambrosia.runtime.protocol.Decoder;
import org.ambrosia.runtime.protocol.MessageType;
import org.ambrosia.simulator.check.Taken;

/** The orders that a desk placed, and those that it took, in the order of its log. */
public final class DeskLog {
    private static final Map<Integer, String> METHODS = methods();

    private final TreeMap<String, List<Long>> placed = new TreeMap<>();
    private final TreeMap<String, List<Taken>> taken = new TreeMap<>();

    DeskLog(List<LoggedRecord> log) {
        for (LoggedRecord each : log) {
            Decoder in = new Decoder(each.bytes(), each.bodyOffset(), each.bodyLength());
            while (in.remaining() > 0) {
                int size = in.length();
                note(each.sequence(), new Decoder(in.array(), in.position(), size));
                in.skip(size);
            }
        }
    }

    /** The goods that were ordered at this desk. */
    public List<Long> placedAt(String desk) {
        return placed.getOrDefault(desk, List.of());
    }

    /** The goods that this desk ordered here. */
    public List<Taken> takenOf(String desk) {
        return taken.getOrDefault(desk, List.of());
    }

    private void note(long sequence, Decoder message) {
        if (message.u8() != MessageType.RPC || message.u8() != CallLayout.REQUEST) {
            return;
        }
        String method = METHODS.get(message.zz32());
        if (method == null) {
            return;
        }
        if (message.u8() == CallLayout.ASYNC) {
            message.string();
            message.zz64();
        }
        String desk = new String(message.bytes(message.zz32() - 1), StandardCharsets.UTF_8);
        long goods = message.zz64();
        if (method.equals("order")) {
            placed.computeIfAbsent(desk, name -> new ArrayList<>()).add(goods);
        } else {
            taken.computeIfAbsent(desk, name -> new ArrayList<>()).add(new Taken(sequence, goods));
        }
    }

    private static Map<Integer, String> methods() {
        Map<Integer, String> methods = new TreeMap<>();
        String schema = ImmortalBase.Access.dispatcher(new DeskClerk("")).schema();
        for (String line : schema.lines().toList()) {
            String[] words = line.split("[ (]", -1);
            if (words[0].equals("method") || words[0].equals("impulse")) {
                methods.put(Integer.parseInt(words[1]), words[3]);
            }
        }
        return methods;
    }
}
