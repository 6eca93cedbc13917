package org.ambrosia.runtime.protocol;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import org.ambrosia.runtime.api.MalformedDataException;
import org.ambrosia.runtime.contract.Hostile;
import org.ambrosia.runtime.protocol.PeerFrame.Calls;
import org.ambrosia.runtime.protocol.PeerFrame.Durable;
import org.ambrosia.runtime.protocol.PeerFrame.Hello;
import org.ambrosia.runtime.protocol.PeerFrame.Ping;
import org.ambrosia.runtime.protocol.PeerFrame.Reason;
import org.ambrosia.runtime.protocol.PeerFrame.Refused;
import org.ambrosia.runtime.protocol.PeerFrame.Resume;
import org.junit.jupiter.api.Test;

class CodecPropertyTest {
    private final Random random = new Random(20_261_122);

    @Test
    void varintsHaveTheBytesOfTheSpecification() {
        assertThat(hex(new Encoder(16).zz32(0))).isEqualTo("00");
        assertThat(hex(new Encoder(16).zz32(1))).isEqualTo("02");
        assertThat(hex(new Encoder(16).zz32(-1))).isEqualTo("01");
        assertThat(hex(new Encoder(16).zz32(63))).isEqualTo("7e");
        assertThat(hex(new Encoder(16).zz32(64))).isEqualTo("8001");
        assertThat(hex(new Encoder(16).zz32(-65))).isEqualTo("8101");
        assertThat(hex(new Encoder(16).zz32(300))).isEqualTo("d804");
        assertThat(hex(new Encoder(16).zz32(8192))).isEqualTo("808001");
        assertThat(hex(new Encoder(16).zz32(Integer.MAX_VALUE))).isEqualTo("feffffff0f");
        assertThat(hex(new Encoder(16).zz32(Integer.MIN_VALUE))).isEqualTo("ffffffff0f");
        assertThat(hex(new Encoder(16).zz64(1_000_000_000L))).isEqualTo("80a8d6b907");
        assertThat(hex(new Encoder(16).zz64(Long.MAX_VALUE))).isEqualTo("feffffffffffffffff01");
        assertThat(hex(new Encoder(16).zz64(Long.MIN_VALUE))).isEqualTo("ffffffffffffffffff01");
    }

    @Test
    void primitivesComeBackAsTheyWere() {
        for (int i = 0; i < 20_000; i++) {
            long number = random.nextLong() >> random.nextInt(64);
            int small = random.nextInt() >> random.nextInt(32);
            byte[] bytes = new byte[random.nextInt(20)];
            random.nextBytes(bytes);
            String text = text();
            Encoder out = new Encoder(0).zz32(small).zz64(number).i32(small).i64(number);
            assertThat(Encoder.sizeOfZz32(small))
                    .isEqualTo(new Encoder(0).zz32(small).length());
            out.bytes(bytes, 0, bytes.length).string(text).u8(200);
            Decoder in = new Decoder(out.toByteArray());
            assertThat(in.zz32()).isEqualTo(small);
            assertThat(in.zz64()).isEqualTo(number);
            assertThat(in.i32()).isEqualTo(small);
            assertThat(in.i64()).isEqualTo(number);
            assertThat(in.bytes(bytes.length)).isEqualTo(bytes);
            assertThat(in.string()).isEqualTo(text);
            assertThat(in.u8()).isEqualTo(200);
            in.end();
        }
    }

    @Test
    void varintsThatAreTooLongAreRefused() {
        assertThatThrownBy(() -> new Decoder(HexFormat.of().parseHex("ffffffff1f")).zz32())
                .isInstanceOf(MalformedDataException.class);
        assertThatThrownBy(() -> new Decoder(HexFormat.of().parseHex("808080808000")).zz32())
                .isInstanceOf(MalformedDataException.class);
        assertThatThrownBy(() -> new Decoder(HexFormat.of().parseHex("ffffffffffffffffff02")).zz64())
                .isInstanceOf(MalformedDataException.class);
    }

    @Test
    void textsThatAreNotUtf8AreRefused() {
        assertThatThrownBy(() -> new Decoder(HexFormat.of().parseHex("04c328")).string())
                .isInstanceOf(MalformedDataException.class);
    }

    @Test
    void framesComeBackAsTheyWereAndBearHostileBytes() {
        for (int i = 0; i < 200; i++) {
            PeerFrame frame = frame();
            byte[] encoded = withoutLength(FrameFormat.encode(frame));
            PeerFrame decoded = FrameFormat.decode(encoded, 0, encoded.length);
            if (frame instanceof Calls calls) {
                Calls back = (Calls) decoded;
                assertThat(back.first()).isEqualTo(calls.first());
                assertThat(back.count()).isEqualTo(calls.count());
                assertThat(back.impulseEpoch()).isEqualTo(calls.impulseEpoch());
                assertThat(Arrays.copyOfRange(back.bytes(), back.offset(), back.offset() + back.length()))
                        .isEqualTo(Arrays.copyOfRange(calls.bytes(), calls.offset(), calls.offset() + calls.length()));
            } else {
                assertThat(decoded).isEqualTo(frame);
            }
            Hostile.everyPrefixIsRefused(encoded, bytes -> FrameFormat.decode(bytes, 0, bytes.length));
            if (i % 20 == 0) {
                Hostile.nothingBreaks(encoded, bytes -> FrameFormat.decode(bytes, 0, bytes.length), i);
            }
        }
    }

    @Test
    void aFlippedBitInAFrameIsFound() {
        byte[] encoded = withoutLength(FrameFormat.encode(new Resume(new Position(7, 8, 9))));
        for (int bit = 0; bit < encoded.length * 8; bit++) {
            byte[] flipped = encoded.clone();
            flipped[bit / 8] ^= (byte) (1 << bit % 8);
            assertThatThrownBy(() -> FrameFormat.decode(flipped, 0, flipped.length))
                    .isInstanceOf(MalformedDataException.class);
        }
    }

    @Test
    void recordsComeBackAsTheyWereAndEveryFlippedBitIsFound() {
        for (int i = 0; i < 50; i++) {
            byte[] body = new byte[random.nextInt(100)];
            random.nextBytes(body);
            Trailer trailer = trailer();
            Encoder out = new Encoder(64);
            out.skip(RecordFormat.HEADER_BYTES);
            out.bytes(body, 0, body.length);
            long sequence = random.nextLong() >>> 1;
            RecordFormat.seal(out, 42, sequence, trailer);
            byte[] record = out.toByteArray();
            assertThat(RecordFormat.isHeader(record, 0)).isTrue();
            assertThat(RecordFormat.committerId(record, 0)).isEqualTo(42);
            assertThat(RecordFormat.size(record, 0)).isEqualTo(record.length);
            assertThat(RecordFormat.sequence(record, 0)).isEqualTo(sequence);
            assertThat(RecordFormat.bodyLength(record, 0, record.length)).isEqualTo(body.length);
            assertThat(RecordFormat.trailer(record, 0, record.length)).isEqualTo(trailer);
            for (int bit = 0; bit < record.length * 8; bit++) {
                byte[] flipped = record.clone();
                flipped[bit / 8] ^= (byte) (1 << bit % 8);
                assertThat(RecordFormat.check(flipped, 0, flipped.length))
                        .isNotEqualTo(RecordFormat.storedCheck(flipped, 0));
            }
        }
    }

    @Test
    void trailersBearHostileBytes() {
        for (int i = 0; i < 20; i++) {
            Encoder out = new Encoder(64);
            trailer().encode(out);
            byte[] encoded = out.toByteArray();
            Hostile.everyPrefixIsRefused(encoded, bytes -> Trailer.decode(new Decoder(bytes)));
            Hostile.nothingBreaks(encoded, bytes -> Trailer.decode(new Decoder(bytes)), i);
        }
    }

    private PeerFrame frame() {
        return switch (random.nextInt(7)) {
            case 0 -> new Hello(1, text(), text(), random.nextLong(), random.nextLong() >>> 1);
            case 1 -> new Resume(position());
            case 2 -> new Durable(position());
            case 3 -> new Ping();
            case 5 -> new PeerFrame.Farewell();
            case 4 -> new Refused(List.of(Reason.MISMATCH, Reason.FENCED).get(random.nextInt(2)), text());
            default -> {
                byte[] bytes = new byte[10 + random.nextInt(50)];
                random.nextBytes(bytes);
                yield new Calls(
                        random.nextInt(5), 1 + random.nextInt(1000), 1 + random.nextInt(5), bytes, 3, bytes.length - 3);
            }
        };
    }

    private Trailer trailer() {
        List<InboxPosition> moved = new ArrayList<>();
        List<Trim> trims = new ArrayList<>();
        for (int i = random.nextInt(4); i > 0; i--) {
            moved.add(new InboxPosition(text(), random.nextLong(), position()));
            trims.add(new Trim(text(), random.nextLong() >>> 1));
        }
        return new Trailer(random.nextInt(1000), random.nextLong(), moved, trims);
    }

    private Position position() {
        return new Position(random.nextLong() >>> 1, random.nextInt(10), random.nextLong() >>> 20);
    }

    private String text() {
        StringBuilder text = new StringBuilder();
        for (int i = random.nextInt(12); i > 0; i--) {
            text.appendCodePoint(random.nextBoolean() ? random.nextInt(32, 127) : random.nextInt(0x1f300, 0x1f600));
        }
        return text.toString();
    }

    private static byte[] withoutLength(byte[] frame) {
        assertThat(new Decoder(frame).i32()).isEqualTo(frame.length - 4);
        return Arrays.copyOfRange(frame, 4, frame.length);
    }

    private static String hex(Encoder encoder) {
        return HexFormat.of().formatHex(encoder.toByteArray());
    }
}
