package org.ambrosia.benchmarks.pti;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/** What is sent: the call's number in eight bytes, little-endian, and behind that each byte's own index. */
final class Payload {
    private static final VarHandle NUMBER = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

    private Payload() {}

    static byte[] ofBytes(int count) {
        byte[] payload = new byte[count];
        for (int i = 0; i < count; i++) {
            payload[i] = (byte) i;
        }
        return payload;
    }

    static void number(byte[] payload, long number) {
        NUMBER.set(payload, 0, number);
    }

    static long number(byte[] payload) {
        return (long) NUMBER.get(payload, 0);
    }

    static boolean isWhole(byte[] payload) {
        for (int i = Long.BYTES; i < payload.length; i++) {
            if (payload[i] != (byte) i) {
                return false;
            }
        }
        return true;
    }
}
