package org.ambrosia.runtime.log.file;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.zip.CRC32C;
import org.ambrosia.runtime.api.ErrorTag;
import org.ambrosia.runtime.api.LogException;
import org.ambrosia.runtime.api.MalformedDataException;
import org.ambrosia.runtime.log.LogIdentity;
import org.ambrosia.runtime.log.StoredCheckpoint;
import org.ambrosia.runtime.protocol.Decoder;
import org.ambrosia.runtime.protocol.Encoder;
import org.ambrosia.runtime.protocol.InboxPosition;
import org.ambrosia.runtime.protocol.LogPosition;
import org.ambrosia.runtime.protocol.Position;
import org.ambrosia.runtime.protocol.RecordFormat;
import org.ambrosia.runtime.protocol.Trailer;
import org.ambrosia.runtime.protocol.Trim;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Each format of a log, byte by byte; and what a reader does with what a later release may write. */
class LogFormatsGoldenTest {
    private static final LogIdentity IDENTITY =
            new LogIdentity("server", 1_882_597_950_380_068_446L, 137_059_559, 1_795_786_200L);
    private static final String SEGMENT =
            "414d42534547330a50000000040000000400000000100000e75c2b085e4e4887dc54201ad885096b0000000004000000000000000700000000000000e8030000000000000c7365727665720030418026";
    private static final String CHECKPOINT =
            "414d42434b50330a3900000004000000040000005e4e4887dc54201a07000000000000000200000000000000010000000000000000f7195057010203093b6a2a";
    private static final String RECORD =
            "e75c2b085500000042808917f0934c28e8030000000000000a141eb097ccb00da4e296d3c368020c636c69656e744d0000000000000022809becaf0d06809becaf0d5400020a6f74686572120003000000414d4231";
    private static final String MANIFEST = """
            ambrosia-log 4
            readable 4
            format 4
            instance server
            incarnation 1882597950380068446
            committer 137059559
            epoch 1795786200
            reign 4
            sealed 0 3 1052672
            check 732bf170
            """;

    @TempDir
    private Path directory;

    @Test
    void aSegmentsHeader() {
        byte[] header = new SegmentHeader(4096, IDENTITY, 4, 7, 1_000).encode();
        assertThat(header).hasSize(4096);
        assertThat(hexOf(header)).isEqualTo(SEGMENT);
        assertThat(SegmentHeader.decode(padded(SEGMENT))).isEqualTo(new SegmentHeader(4096, IDENTITY, 4, 7, 1_000));
    }

    @Test
    void aCheckpoint() throws IOException {
        Path file = directory.resolve("checkpoint");
        try (CheckpointDraft draft = new CheckpointDraft(file, 0, IDENTITY, 7)) {
            draft.coordinator().write(new byte[] {1, 2});
            draft.application().write(new byte[] {3});
            draft.publish();
        }
        assertThat(hexOf(Files.readAllBytes(file))).isEqualTo(CHECKPOINT);
        try (StoredCheckpoint read = CheckpointFile.open(file, IDENTITY, 7)) {
            assertThat(read.coordinator().toArray()).containsExactly(1, 2);
            assertThat(read.application().toArray()).containsExactly(3);
        }
    }

    @Test
    void aRecordWithItsTrailer() {
        Trailer trailer = new Trailer(
                1_795_786_200L,
                1_795_786_201_234L,
                List.of(new InboxPosition(
                        "client", 77, new Position(17, 1_795_000_000L, 3), new LogPosition(1_795_000_000L, 42), false)),
                List.of(new Trim("other", 9)));
        Encoder record = new Encoder(200);
        record.skip(RecordFormat.HEADER_BYTES);
        record.u8(10).u8(20).u8(30);
        RecordFormat.seal(record, 137_059_559, 1_000, trailer);
        assertThat(hexOf(record.toByteArray())).isEqualTo(RECORD);
        byte[] golden = HexFormat.of().parseHex(RECORD);
        assertThat(RecordFormat.trailer(golden, 0, golden.length)).isEqualTo(trailer);
    }

    @Test
    void aManifest() throws IOException {
        Path file = directory.resolve("manifest");
        Files.writeString(file, MANIFEST);
        Manifest read = Manifest.read(file);
        assertThat(read.identity()).isEqualTo(IDENTITY);
        assertThat(read.reign()).isEqualTo(4);
        assertThat(read.format()).isEqualTo(4);
        assertThat(read.sealed()).containsEntry(0L, new Manifest.Seal(3, 1_052_672));
        read.write(directory.resolve("again"), 0);
        assertThat(directory.resolve("again")).hasContent(MANIFEST);
    }

    @Test
    void aManifestOfALaterReleaseIsReadIfItSaysSo() throws IOException {
        String later =
                MANIFEST.replace("ambrosia-log 4", "ambrosia-log 5").replace("reign 4\n", "reign 4\ndigest crc\n");
        assertThat(manifest(later)).isEqualTo(manifest(MANIFEST));
        assertUnsupported(() -> manifest(later.replace("readable 4", "readable 5")));
        assertUnsupported(() -> manifest(later.replace("digest", "!digest")));
        assertUnsupported(() -> manifest(MANIFEST.replace("format 4", "format 5")));
        assertUnsupported(() -> manifest("ambrosia-log 3\nreadable 3\nformat 3\ninstance server\n"));
    }

    @Test
    void aSegmentOfALaterReleaseIsReadIfItSaysSoAndNeverTakenForTorn() {
        byte[] header = padded(SEGMENT);
        assertThat(SegmentHeader.decode(with(header, 12, 5))).isEqualTo(SegmentHeader.decode(header));
        assertUnsupported(() -> SegmentHeader.decode(with(with(header, 12, 5), 16, 5)));
        assertUnsupported(() -> SegmentHeader.decode(with(header, 12, 3)));
    }

    @Test
    void aCheckpointOfALaterReleaseIsNotTakenForDamaged() throws IOException {
        Path file = directory.resolve("checkpoint");
        byte[] bytes = HexFormat.of().parseHex(CHECKPOINT);
        Files.write(file, withChecks(with(bytes, 12, 5)));
        assertThat(CheckpointFile.open(file, IDENTITY, 7).application().toArray())
                .containsExactly(3);
        Files.write(file, withChecks(with(with(bytes, 12, 5), 16, 5)));
        assertUnsupported(() -> CheckpointFile.open(file, IDENTITY, 7));
    }

    @Test
    void anExtensionOfARecordIsPassedOverUnlessItMustBeUnderstood() {
        byte[] golden = HexFormat.of().parseHex(RECORD);
        Trailer trailer = RecordFormat.trailer(golden, 0, golden.length);
        int trailerEnd = golden.length - RecordFormat.FOOTER_BYTES;
        assertThat(golden[trailerEnd - 1]).as("the length of the extensions").isZero();
        Encoder optional = new Encoder(8).zz32(2).zz32(2).u8(1).u8(2);
        byte[] extended = extended(golden, trailerEnd, optional);
        assertThat(RecordFormat.trailer(extended, 0, extended.length)).isEqualTo(trailer);
        byte[] needed = extended(golden, trailerEnd, new Encoder(8).zz32(3).zz32(0));
        assertUnsupported(() -> RecordFormat.trailer(needed, 0, needed.length));
        byte[] cut = extended(golden, trailerEnd, new Encoder(8).zz32(2));
        assertThatThrownBy(() -> RecordFormat.trailer(cut, 0, cut.length))
                .isInstanceOfSatisfying(
                        MalformedDataException.class,
                        malformed -> assertThat(malformed.tag()).isEqualTo(ErrorTag.MALFORMED_MESSAGE));
    }

    /** The record with these extensions in place of none; its checks are not looked at here. */
    private static byte[] extended(byte[] record, int trailerEnd, Encoder entries) {
        Encoder out = new Encoder(record.length + 20);
        out.bytes(record, 0, trailerEnd - 1);
        out.zz32(entries.length()).bytes(entries.array(), 0, entries.length());
        out.bytes(record, trailerEnd, RecordFormat.FOOTER_BYTES);
        return out.toByteArray();
    }

    private Manifest manifest(String text) throws IOException {
        String lines = text.contains("check ") ? text.substring(0, text.indexOf("check ")) : text;
        CRC32C crc = new CRC32C();
        crc.update(lines.getBytes(StandardCharsets.UTF_8));
        return Manifest.read(Files.writeString(
                directory.resolve("manifest"), lines + String.format("check %08x%n", crc.getValue())));
    }

    /** A header with another number at an offset, and its check. */
    private static byte[] with(byte[] header, int offset, int value) {
        Encoder changed = new Encoder(header.clone());
        changed.putI32(offset, value);
        int checked = new Decoder(header, 8, 4).i32() - 4;
        CRC32C crc = new CRC32C();
        crc.update(changed.array(), 0, checked);
        changed.putI32(checked, (int) crc.getValue());
        return changed.array();
    }

    private static byte[] withChecks(byte[] checkpoint) {
        Encoder changed = new Encoder(checkpoint.clone());
        CRC32C crc = new CRC32C();
        crc.update(changed.array(), 0, checkpoint.length - 4);
        changed.putI32(checkpoint.length - 4, (int) crc.getValue());
        return changed.array();
    }

    private static byte[] padded(String hex) {
        return Arrays.copyOf(HexFormat.of().parseHex(hex), 4096);
    }

    /** Without the zeros behind it. */
    private static String hexOf(byte[] bytes) {
        int length = bytes.length;
        while (length > 0 && bytes[length - 1] == 0) {
            length--;
        }
        return HexFormat.of().formatHex(bytes, 0, length);
    }

    private static void assertUnsupported(org.assertj.core.api.ThrowableAssert.ThrowingCallable action) {
        assertThatThrownBy(action)
                .isInstanceOfAny(LogException.class, MalformedDataException.class)
                .hasMessageContaining("[Ambrosia/UnsupportedFormat]");
    }
}
