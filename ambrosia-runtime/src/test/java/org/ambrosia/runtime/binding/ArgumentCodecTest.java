package org.ambrosia.runtime.binding;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Random;
import org.ambrosia.runtime.api.MalformedDataException;
import org.ambrosia.runtime.api.StateException;
import org.ambrosia.runtime.codegen.ArgumentReader;
import org.ambrosia.runtime.contract.Hostile;
import org.ambrosia.runtime.protocol.Decoder;
import org.junit.jupiter.api.Test;

class ArgumentCodecTest {
    private final Random random = new Random(77);

    @Test
    void argumentsComeBackAsTheyWere() {
        CallEncoder out = new CallEncoder(null);
        for (int i = 0; i < 5_000; i++) {
            out.begin("x");
            boolean bit = random.nextBoolean();
            long number = random.nextLong() >> random.nextInt(64);
            String text = random.nextInt(5) == 0 ? null : "t\u00e4xt \ud83d\ude00 " + number;
            byte[] bytes = random.nextInt(5) == 0 ? null : new byte[random.nextInt(20)];
            double real = Double.longBitsToDouble(random.nextLong());
            write(out, bit, number, text, bytes, real);
            ArgumentReader in = reader(out.bytes().toByteArray());
            assertThat(in.readBoolean()).isEqualTo(bit);
            assertThat(in.readByte()).isEqualTo((byte) number);
            assertThat(in.readShort()).isEqualTo((short) number);
            assertThat(in.readChar()).isEqualTo((char) number);
            assertThat(in.readInt()).isEqualTo((int) number);
            assertThat(in.readLong()).isEqualTo(number);
            assertThat(Float.floatToRawIntBits(in.readFloat())).isEqualTo(Float.floatToRawIntBits((float) real));
            assertThat(Double.doubleToRawLongBits(in.readDouble())).isEqualTo(Double.doubleToRawLongBits(real));
            assertThat(in.readString()).isEqualTo(text);
            assertThat(in.readBytes()).isEqualTo(bytes);
            assertThat(in.readCount(0, 0, 0)).isEqualTo(3);
            in.end();
        }
    }

    @Test
    void hostileBytesAreRefused() {
        CallEncoder out = new CallEncoder(null);
        out.begin("x");
        write(out, true, 123_456_789_012L, "some text", new byte[] {1, 2, 3}, 0.5);
        byte[] valid = out.bytes().toByteArray();
        Hostile.everyPrefixIsRefused(valid, bytes -> readAll(reader(bytes)));
        Hostile.nothingBreaks(valid, bytes -> readAll(reader(bytes)), 5);
    }

    @Test
    void countsThatTheBytesCantHoldAreRefused() {
        CallEncoder out = new CallEncoder(null);
        out.begin("x");
        out.writeCount(1_000_000);
        ArgumentReader in = reader(out.bytes().toByteArray());
        assertThatThrownBy(() -> in.readCount(1, 0, 0)).isInstanceOf(MalformedDataException.class);
    }

    @Test
    void valuesThatAreNestedTooDeeplyAreRefused() {
        ArgumentReader in = reader(new byte[0]);
        for (int i = 0; i < 500; i++) {
            in.enter();
        }
        assertThatThrownBy(in::enter).isInstanceOf(MalformedDataException.class);
    }

    @Test
    void halfASurrogatePairIsRefusedRatherThanChanged() {
        CallEncoder out = new CallEncoder(null);
        out.begin("x");
        assertThatThrownBy(() -> out.writeString("a\ud83d")).isInstanceOf(StateException.class);
        assertThatThrownBy(() -> out.writeString("\ude00a")).isInstanceOf(StateException.class);
    }

    private static void write(CallEncoder out, boolean bit, long number, String text, byte[] bytes, double real) {
        out.writeBoolean(bit);
        out.writeByte((byte) number);
        out.writeShort((short) number);
        out.writeChar((char) number);
        out.writeInt((int) number);
        out.writeLong(number);
        out.writeFloat((float) real);
        out.writeDouble(real);
        out.writeString(text);
        out.writeBytes(bytes);
        out.writeCount(3);
    }

    private static void readAll(ArgumentReader in) {
        in.readBoolean();
        in.readByte();
        in.readShort();
        in.readChar();
        in.readInt();
        in.readLong();
        in.readFloat();
        in.readDouble();
        in.readString();
        in.readBytes();
        in.readCount(0, 0, 0);
        in.end();
    }

    private static ArgumentReader reader(byte[] bytes) {
        return new CallDecoder(null, null).at(new Decoder(bytes));
    }
}
