package org.ambrosia.simulator.check;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.ambrosia.runtime.core.LoggedRecord;
import org.ambrosia.runtime.protocol.CallLayout;
import org.ambrosia.runtime.protocol.Decoder;
import org.ambrosia.runtime.protocol.MessageType;

/**
 * What must become of the calls of a method that not every build has, as the log alone tells it: a call is executed if the method is in
 * the schema that is in force. A call of any method that is not makes itself and everything behind it wait for the next schema in the log
 * (ADR 0028), which may be empty for that which is in force; a method that has failed {@value #MAX_LOOKS} times under one schema makes
 * nothing wait (ADR 0039).
 */
public final class MethodOutcomes {
    private static final int MAX_LOOKS = 16;
    private static final int METHOD_IDS = 8192;
    private static final int NO_CALL = -1;

    private final int watched;
    private final Map<Integer, Integer> failures = new HashMap<>();
    /** The method ids of what waits; {@link #NO_CALL} for other messages. */
    private final List<Integer> waiting = new ArrayList<>();

    private String schema;
    private long executed;

    private MethodOutcomes(String schema, int watched) {
        this.schema = schema;
        this.watched = watched;
    }

    /**
     * Returns how many calls of the method must have been executed.
     *
     * @param firstCheckpoint the application's part of the checkpoint before the first record, which begins with a schema
     */
    public static long executed(byte[] firstCheckpoint, List<LoggedRecord> log, int methodId) {
        MethodOutcomes outcomes = new MethodOutcomes(new Decoder(firstCheckpoint).string(), methodId);
        for (LoggedRecord each : log) {
            Decoder in = new Decoder(each.bytes(), each.bodyOffset(), each.bodyLength());
            while (in.remaining() > 0) {
                int size = in.length();
                outcomes.message(new Decoder(in.array(), in.position(), size));
                in.skip(size);
            }
        }
        return outcomes.executed;
    }

    private void message(Decoder message) {
        int type = message.u8();
        if (type == MessageType.SCHEMA) {
            logged(message.string());
            return;
        }
        boolean isCall = type == MessageType.RPC && message.u8() == CallLayout.REQUEST;
        int methodId = isCall ? message.zz32() : NO_CALL;
        if (!waiting.isEmpty() || mustWait(methodId)) {
            waiting.add(methodId);
        } else {
            execute(methodId);
        }
    }

    private void logged(String next) {
        if (!next.isEmpty() && !next.equals(schema)) {
            schema = next;
            failures.clear();
        }
        waiting.forEach(this::execute);
        waiting.clear();
    }

    private boolean mustWait(int methodId) {
        boolean isId = methodId >= 0 && methodId < METHOD_IDS;
        return isId && !has(methodId) && failures.getOrDefault(methodId, 0) < MAX_LOOKS;
    }

    private void execute(int methodId) {
        if (methodId != NO_CALL && !has(methodId)) {
            failures.merge(methodId, 1, Integer::sum);
        } else if (methodId == watched) {
            executed++;
        }
    }

    private boolean has(int methodId) {
        return schema.lines()
                .anyMatch(each ->
                        each.startsWith("method " + methodId + " ") || each.startsWith("impulse " + methodId + " "));
    }
}
