package org.ambrosia.simulator.check;

import java.util.List;
import org.ambrosia.runtime.core.LoggedRecord;
import org.ambrosia.runtime.protocol.CallLayout;
import org.ambrosia.runtime.protocol.Decoder;
import org.ambrosia.runtime.protocol.MessageType;

/**
 * What must become of the calls of a method that not every build has, as the log alone tells it: a call is executed if the method is in
 * the schema that is in force; if not, the next schema in the log decides (ADR 0028), which may be empty for that which is in force; after
 * so many failures under one schema calls fail at once (ADR 0039).
 */
public final class MethodOutcomes {
    private static final int MAX_LOOKS = 16;

    private MethodOutcomes() {}

    /**
     * Returns how many calls of the method must have been executed.
     *
     * @param firstCheckpoint the application's part of the checkpoint before the first record, which begins with a schema
     */
    public static long executed(byte[] firstCheckpoint, List<LoggedRecord> log, int methodId) {
        String schema = new Decoder(firstCheckpoint).string();
        boolean inForce = has(schema, methodId);
        long executed = 0;
        long failed = 0;
        long held = 0;
        for (LoggedRecord each : log) {
            Decoder in = new Decoder(each.bytes(), each.bodyOffset(), each.bodyLength());
            while (in.remaining() > 0) {
                int size = in.length();
                Decoder message = new Decoder(in.array(), in.position(), size);
                in.skip(size);
                int type = message.u8();
                if (type == MessageType.SCHEMA) {
                    String logged = message.string();
                    if (!logged.isEmpty() && !logged.equals(schema)) {
                        schema = logged;
                        inForce = has(schema, methodId);
                        failed = 0;
                    }
                    executed += inForce ? held : 0;
                    failed += inForce ? 0 : held;
                    held = 0;
                } else if (type == MessageType.RPC
                        && message.u8() == CallLayout.REQUEST
                        && message.zz32() == methodId) {
                    boolean waits = !inForce && (held > 0 || failed < MAX_LOOKS);
                    executed += inForce ? 1 : 0;
                    held += waits ? 1 : 0;
                }
            }
        }
        return executed;
    }

    private static boolean has(String schema, int methodId) {
        return schema.lines().anyMatch(each -> each.startsWith("method " + methodId + " "));
    }
}
