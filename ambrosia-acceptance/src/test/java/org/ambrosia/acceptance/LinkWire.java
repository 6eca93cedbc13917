package org.ambrosia.acceptance;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.zip.CRC32C;

/**
 * Frames of the links between coordinators, written by hand as the wire has them, so that they can be what no coordinator writes:
 * {@code length i32 | CRC-32C u32 | type u8 | content}.
 */
final class LinkWire {
    static final int HELLO = 1;
    static final int RESUME = 2;
    static final int CALLS = 3;
    static final int DURABLE = 4;
    static final int PING = 5;
    static final int REFUSED = 6;
    static final int FAREWELL = 7;

    static final int VERSION = 2;
    static final int MAGIC = 0x52424d41;

    private static final int HEAD_BYTES = 8;

    private final CRC32C crc = new CRC32C();
    private byte[] bytes = new byte[1 << 12];
    private int length;
    private int begin;

    LinkWire clear() {
        length = 0;
        return this;
    }

    int length() {
        return length;
    }

    /** Begins a frame. */
    LinkWire begin(int type) {
        begin = length;
        reserve(HEAD_BYTES);
        length += HEAD_BYTES;
        return u8(type);
    }

    /** Ends the frame that was begun last. */
    LinkWire end() {
        putI32(begin, length - begin - 4);
        return seal();
    }

    /** Changes a byte of the frame that was ended last. */
    LinkWire mutate(int at, int change) {
        bytes[begin + HEAD_BYTES + at % (length - begin - HEAD_BYTES)] ^= (byte) change;
        return this;
    }

    /** Makes the checksum of the frame that was ended last right. */
    LinkWire seal() {
        crc.reset();
        crc.update(bytes, begin + HEAD_BYTES, length - begin - HEAD_BYTES);
        return putI32(begin + 4, (int) crc.getValue());
    }

    LinkWire u8(int value) {
        reserve(1);
        bytes[length++] = (byte) value;
        return this;
    }

    LinkWire i32(int value) {
        reserve(4);
        length += 4;
        return putI32(length - 4, value);
    }

    LinkWire i64(long value) {
        return i32((int) value).i32((int) (value >>> 32));
    }

    /** A zig-zag varint, of 32 or 64 bits. */
    LinkWire zz(long value) {
        reserve(10);
        long rest = value << 1 ^ value >> 63;
        while ((rest & ~0x7fL) != 0) {
            bytes[length++] = (byte) (rest | 0x80);
            rest >>>= 7;
        }
        bytes[length++] = (byte) rest;
        return this;
    }

    LinkWire string(String text) {
        byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
        return zz(utf8.length).bytes(utf8);
    }

    LinkWire bytes(byte[] more) {
        reserve(more.length);
        System.arraycopy(more, 0, bytes, length, more.length);
        length += more.length;
        return this;
    }

    /** A call or a reply within a frame of calls, as it was written to another wire. */
    LinkWire call(LinkWire body) {
        zz(body.length + 1L).u8(0);
        reserve(body.length);
        System.arraycopy(body.bytes, 0, bytes, length, body.length);
        length += body.length;
        return this;
    }

    LinkWire hello(String sender, String receiver, long incarnation, long epoch) {
        return begin(HELLO)
                .i32(MAGIC)
                .zz(VERSION)
                .zz(VERSION)
                .zz(0)
                .string(sender)
                .string(receiver)
                .i64(incarnation)
                .zz(epoch)
                .end();
    }

    LinkWire resume(long replayable, long seenEpoch, long seenSequence, boolean open) {
        return begin(RESUME)
                .zz(replayable)
                .zz(0)
                .zz(0)
                .zz(seenEpoch)
                .zz(seenSequence)
                .u8(open ? 1 : 0)
                .end();
    }

    LinkWire durable(long replayable, long impulseEpoch, long impulse) {
        return begin(DURABLE).zz(replayable).zz(impulseEpoch).zz(impulse).end();
    }

    LinkWire refused(int reason, String message) {
        return begin(REFUSED).u8(reason).string(message).end();
    }

    /** Begins a frame of calls, behind which they follow. */
    LinkWire calls(long impulseEpoch, long first, long count, long sequence) {
        return calls(impulseEpoch, first, count, 0, sequence);
    }

    /** Begins a frame of calls that were made at a record of an epoch. */
    LinkWire calls(long impulseEpoch, long first, long count, long recordEpoch, long sequence) {
        return begin(CALLS).zz(impulseEpoch).zz(first).zz(count).zz(recordEpoch).zz(sequence);
    }

    void writeTo(OutputStream out) throws IOException {
        out.write(bytes, 0, length);
        out.flush();
    }

    private LinkWire putI32(int at, int value) {
        for (int i = 0; i < 4; i++) {
            bytes[at + i] = (byte) (value >>> (8 * i));
        }
        return this;
    }

    private void reserve(int more) {
        if (length + more > bytes.length) {
            bytes = Arrays.copyOf(bytes, Math.max(2 * bytes.length, length + more));
        }
    }
}
