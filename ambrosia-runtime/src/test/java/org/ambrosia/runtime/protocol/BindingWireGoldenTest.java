package org.ambrosia.runtime.protocol;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import org.ambrosia.runtime.api.AmbrosiaException;
import org.ambrosia.runtime.api.ErrorTag;
import org.ambrosia.runtime.api.MalformedDataException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The bytes between coordinator and application, as the published protocol has them. */
class BindingWireGoldenTest {
    private static final HexFormat HEX = HexFormat.of();
    private static final RecordEncoder ENCODER = new RecordEncoder(0x11223344);

    @ParameterizedTest
    @CsvSource({
        "'', ef46db3751d8e999",
        "020b, da2d84cbc279f1c7",
        "0202, f833905a897b74fb",
        "020f, 1222e39ce3f75b0a",
        "020a, d6dea051a15b43ac",
        "020c, bf480f6e6493cb7e"
    })
    void hashes(String bytes, String hash) {
        byte[] input = HEX.parseHex(bytes);
        assertThat(HEX.toHexDigits(Xxh64.of(input, 0, input.length))).isEqualTo(hash);
    }

    @Test
    void hashesOfAnyLengthDependOnEachByte() {
        byte[] bytes = new byte[200];
        for (int length = 1; length <= bytes.length; length++) {
            long before = Xxh64.of(bytes, 0, length);
            for (int at = 0; at < length; at++) {
                bytes[at] = 1;
                assertThat(Xxh64.of(bytes, 0, length)).isNotEqualTo(before);
                bytes[at] = 0;
            }
        }
    }

    @Test
    void records() {
        byte[] fork = HEX.parseHex("0c000002010102");
        assertThat(hex(ENCODER.encode(new Delivery.FirstStart())))
                .isEqualTo("443322111a000000c7f179c2cb842ddaffffffffffffffff020b");
        assertThat(hex(ENCODER.header(new Delivery.Messages(0x1234, 7, fork, 0, fork.length), false)))
                .isEqualTo("443322111f00000098df832a8857c6de0700000000000000");
        assertThat(hex(ENCODER.header(new Delivery.Messages(0x1234, 7, fork, 0, fork.length), true)))
                .isEqualTo("443322111f00000034120000000000000700000000000000");
        assertThat(hex(ENCODER.encode(new Delivery.Restore(new byte[9], 0, 0, Map.of()))))
                .isEqualTo("443322111b0000000000000000000000feffffffffffffff040812");
        assertThat(hex(ENCODER.encode(new Delivery.TakeCheckpoint()))).endsWith("0202");
        assertThat(hex(ENCODER.encode(new Delivery.BecomingPrimary()))).endsWith("020f");
        assertThat(hex(OutputEncoder.checkpoint(9))).isEqualTo("040812");
    }

    @Test
    void whatIsEncodedIsDecodedInPiecesOfAnySize() {
        byte[] fork = HEX.parseHex("0c000002010102");
        Delivery.Restore restore = new Delivery.Restore(new byte[] {1, 2, 3}, 4, 5, Map.of("server", 7L));
        Delivery.Messages messages = new Delivery.Messages(11, 5, fork, 0, fork.length);
        Encoder all = new Encoder(1 << 10);
        for (byte[] each : List.of(
                ENCODER.encode(new CoordinatorRecord.Welcome(3, 1 << 20, 5)),
                ENCODER.restoring(restore),
                ENCODER.encode(restore),
                restore.application(),
                ENCODER.header(messages, true),
                fork,
                ENCODER.encode(new Delivery.BecomingPrimary()),
                ENCODER.encode(new Delivery.Confirmed(Map.of("server", 9L))),
                ENCODER.encode(new CoordinatorRecord.Refused("no")))) {
            all.bytes(each, 0, each.length);
        }
        for (int piece = 1; piece <= all.length(); piece++) {
            List<String> decoded = new ArrayList<>();
            RecordDecoder decoder = new RecordDecoder(1 << 10, byte[]::new, record -> decoded.add(describe(record)));
            for (int at = 0; at < all.length(); at += piece) {
                decoder.read(ByteBuffer.wrap(all.array(), at, Math.min(piece, all.length() - at)));
            }
            assertThat(decoded)
                    .containsExactly(
                            "Welcome[incarnation=3, maxMessageBytes=1048576, nonce=5]",
                            "Restore 010203 4 5 {server=7}",
                            "Messages 11 5 0c000002010102",
                            "BecomingPrimary[]",
                            "Confirmed[calls={server=9}]",
                            "Refused[message=no]");
        }
    }

    /** Ranges of versions and features come first, and stay where they are in each later version. */
    @Test
    void greetings() {
        assertThat(hex(new BindingHello("server", "secret", new Attachment.Fresh()).encode()))
                .isEqualTo("26640c0c00" + "0c736572766572" + "0c736563726574" + "00");
        assertThat(hex(new BindingHello(
                                "server", "", new Attachment.Resuming(3, new LogPosition(0x1349, 2), Map.of(), true))
                        .encode()))
                .isEqualTo("30640c0c00" + "0c736572766572" + "00" + "02" + "0300000000000000" + "04" + "924d");
        assertThat(hex(ENCODER.encode(new CoordinatorRecord.Welcome(3, 64, 5))))
                .endsWith("2c6e0c0c00" + "0300000000000000" + "8001" + "0500000000000000");
    }

    @Test
    void aLaterVersionThatSpeaksThisOneIsUnderstoodAndWhatItAddsIsPassedOver() {
        Heard heard = new Heard();
        OutputDecoder decoder = new OutputDecoder(1 << 10, byte[]::new, heard);
        decoder.read(
                ByteBuffer.wrap(HEX.parseHex("2c640c1006" + "0c736572766572" + "0c736563726574" + "00" + "aabbcc")));
        assertThat(heard.said.toString()).isEqualTo("hello server Fresh[];");
        List<String> decoded = new ArrayList<>();
        byte[] welcome = HEX.parseHex("306e0c1006" + "0300000000000000" + "8001" + "0500000000000000" + "aabb");
        readRequest(welcome, decoded);
        assertThat(decoded).containsExactly("Welcome[incarnation=3, maxMessageBytes=64, nonce=5]");
    }

    @Test
    void aCoordinatorWithoutACommonVersionIsRefusedWithBothRanges() {
        for (String versions : List.of("0e1000", "08")) {
            byte[] welcome = HEX.parseHex((versions.length() > 2 ? "2c6e" : "286e") + versions + "0300000000000000"
                    + "8001" + "0500000000000000");
            assertThatThrownBy(() -> readRequest(welcome, new ArrayList<>()))
                    .hasMessageContaining("BindingRefused")
                    .hasMessageContaining("the application speaks version 6")
                    .hasMessageContaining(
                            versions.length() > 2 ? "the coordinator versions 7 to 8" : "the coordinator version 4");
        }
    }

    private static void readRequest(byte[] message, List<String> decoded) {
        Encoder record = new Encoder(64).i32(7).i32(24 + message.length);
        record.i64(Xxh64.of(message, 0, message.length)).i64(-1).bytes(message, 0, message.length);
        new RecordDecoder(1 << 10, byte[]::new, each -> decoded.add(describe(each)))
                .read(ByteBuffer.wrap(record.array(), 0, record.length()));
    }

    @Test
    void outputIsSplitInPiecesOfAnySize() {
        Encoder all = new Encoder(1 << 10);
        byte[] fork = HEX.parseHex("0e000000020101020e00000002010102");
        byte[] schema = OutputEncoder.schema("interface A\n");
        assertThat(hex(schema)).isEqualTo("1c6a18" + "696e7465726661636520410a");
        for (byte[] each : List.of(
                new BindingHello(
                                "server",
                                "secret",
                                new Attachment.Resuming(1, new LogPosition(6, 2), Map.of("client", 3L), false))
                        .encode(),
                OutputEncoder.made(Map.of("client", 3L)),
                fork,
                OutputEncoder.checkpoint(2),
                new byte[] {7, 8},
                fork,
                schema,
                OutputEncoder.echo(9),
                OutputEncoder.caughtUp(),
                OutputEncoder.checkpointFailed(new AmbrosiaException(ErrorTag.CLASS_NOT_STORABLE, "why")))) {
            all.bytes(each, 0, each.length);
        }
        for (int piece = 1; piece <= all.length(); piece++) {
            Heard heard = new Heard();
            OutputDecoder decoder = new OutputDecoder(1 << 10, byte[]::new, heard);
            for (int at = 0; at < all.length(); at += piece) {
                decoder.read(ByteBuffer.wrap(all.array(), at, Math.min(piece, all.length() - at)));
            }
            assertThat(heard.said.toString())
                    .isEqualTo(
                            "hello server Resuming[incarnation=1, last=record 2 of epoch 6, made={}, primary=false];made {client=3};"
                                    + hex(fork)
                                    + "checkpoint 0708;" + hex(fork) + hex(schema)
                                    + "echo 9;caughtUp;failed [Ambrosia/ClassNotStorable] why;");
        }
    }

    @ParameterizedTest
    @CsvSource({"00", "01", "ffffffffff0f", "020800", "ce01"})
    void nonsenseIsRefused(String bytes) {
        OutputDecoder decoder = new OutputDecoder(64, byte[]::new, new Heard());
        byte[] message = HEX.parseHex(bytes + "ff".repeat(8));
        assertThatThrownBy(() -> decoder.read(ByteBuffer.wrap(message))).isInstanceOf(MalformedDataException.class);
    }

    private static String describe(CoordinatorRecord record) {
        if (record instanceof Delivery.Restore restore) {
            return "Restore " + hex(restore.application()) + " " + restore.epoch() + " " + restore.nextSequence() + " "
                    + restore.made();
        }
        if (record instanceof Delivery.Messages messages) {
            return "Messages " + messages.epoch() + " " + messages.sequence() + " "
                    + HEX.formatHex(messages.bytes(), messages.offset(), messages.offset() + messages.length());
        }
        return record.toString();
    }

    private static String hex(byte[] bytes) {
        return HEX.formatHex(bytes);
    }

    private static final class Heard implements OutputDecoder.Sink {
        private final StringBuilder said = new StringBuilder();

        @Override
        public void messages(byte[] bytes, int offset, int length) {
            said.append(HEX.formatHex(bytes, offset, offset + length));
        }

        @Override
        public void checkpoint(byte[] application) {
            said.append("checkpoint ").append(hex(application)).append(';');
        }

        @Override
        public void hello(BindingHello hello) {
            said.append("hello ")
                    .append(hello.instance())
                    .append(' ')
                    .append(hello.attachment())
                    .append(';');
        }

        @Override
        public void made(Map<String, Long> calls) {
            said.append("made ").append(calls).append(';');
        }

        @Override
        public void echo(long nonce) {
            said.append("echo ").append(nonce).append(';');
        }

        @Override
        public void caughtUp() {
            said.append("caughtUp;");
        }

        @Override
        public void checkpointFailed(AmbrosiaException why) {
            said.append("failed ").append(why.getMessage()).append(';');
        }
    }
}
