package org.ambrosia.runtime.protocol;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import java.util.Map;
import java.util.TreeMap;
import org.ambrosia.runtime.api.AmbrosiaException;
import org.ambrosia.runtime.api.ErrorTag;
import org.ambrosia.runtime.api.MalformedDataException;
import org.junit.jupiter.api.Test;

/** What a binding may send at once: the limit is for a call, and for nothing else. */
class OutputLimitsTest {
    private static final int LIMIT = 1 << 10;

    private final Counting heard = new Counting();
    private final OutputDecoder decoder = new OutputDecoder(LIMIT, byte[]::new, heard);

    @Test
    void aBatchOfSmallCallsMayBeLargerThanACall() {
        read(batch(200, 100), 700);
        assertThat(heard.calls).isEqualTo(200);
        assertThat(heard.largestArray).isLessThan(100 << 10);
    }

    @Test
    void aBatchComesInPiecesOfAnySize() {
        byte[] bytes = batch(200, 10);
        for (int piece = 1; piece < 40; piece++) {
            Counting each = new Counting();
            OutputDecoder small = new OutputDecoder(LIMIT, byte[]::new, each);
            for (int at = 0; at < bytes.length; at += piece) {
                small.read(ByteBuffer.wrap(bytes, at, Math.min(piece, bytes.length - at)));
            }
            assertThat(each.calls).isEqualTo(200);
        }
    }

    @Test
    void aCallInABatchMayBeNoLargerThanOneAlone() {
        assertThatThrownBy(() -> read(batch(2, 2 * LIMIT), 700))
                .isInstanceOf(MalformedDataException.class)
                .hasMessageContaining("--max-message-bytes");
    }

    @Test
    void aBatchThatIsNotWhatItSaysIsRefused() {
        byte[] more = batch(3, 10);
        more[2] = 2 << 1;
        assertThatThrownBy(() -> read(more, 700)).isInstanceOf(MalformedDataException.class);
        byte[] fewer = batch(3, 10);
        fewer[2] = 4 << 1;
        assertThatThrownBy(() -> new OutputDecoder(LIMIT, byte[]::new, new Counting()).read(ByteBuffer.wrap(fewer)))
                .isInstanceOf(MalformedDataException.class);
    }

    @Test
    void anApplicationThatKnowsManyDestinationsMayGreetUnderASmallLimit() {
        Map<String, Long> made = new TreeMap<>();
        for (int i = 0; i < 20_000; i++) {
            made.put("destination-with-a-long-name-to-be-counted-" + i, 1L);
        }
        byte[] hello = new BindingHello(
                        "server", "secret", new Attachment.Resuming(1, new LogPosition(3, 2), made, true))
                .encode();
        read(hello, 700);
        assertThat(heard.hellos).isEqualTo(1);
        assertThat(hello.length).as("it is read before its token was").isLessThan(LIMIT);
    }

    @Test
    void aLongReasonPassesUnderASmallLimit() {
        read(
                OutputEncoder.checkpointFailed(new AmbrosiaException(ErrorTag.CLASS_NOT_STORABLE, "x".repeat(200_000))),
                700);
        assertThat(heard.failures).isEqualTo(1);
    }

    private void read(byte[] bytes, int piece) {
        for (int at = 0; at < bytes.length; at += piece) {
            decoder.read(ByteBuffer.wrap(bytes, at, Math.min(piece, bytes.length - at)));
        }
    }

    private static byte[] batch(int calls, int bytesEach) {
        Encoder content = new Encoder(64).u8(MessageType.RPC_BATCH).zz32(calls);
        for (int i = 0; i < calls; i++) {
            content.zz32(bytesEach + 1).u8(MessageType.RPC).bytes(new byte[bytesEach], 0, bytesEach);
        }
        return new Encoder(64)
                .zz32(content.length())
                .bytes(content.array(), 0, content.length())
                .toByteArray();
    }

    private static final class Counting implements OutputDecoder.Sink {
        private int calls;
        private int hellos;
        private int failures;
        private int largestArray;

        @Override
        public void messages(byte[] bytes, int offset, int length) {
            largestArray = Math.max(largestArray, bytes.length);
            Decoder in = new Decoder(bytes, offset, length);
            while (in.remaining() > 0) {
                in.skip(in.length());
                calls++;
            }
        }

        @Override
        public void checkpoint(byte[] application) {}

        @Override
        public void hello(BindingHello hello) {
            hellos++;
        }

        /** As of {@link OutputDecoder.Sink}, which did not always have it. */
        @SuppressWarnings("MissingOverride")
        public void made(Map<String, Long> made) {}

        @Override
        public void echo(long nonce) {}

        @Override
        public void caughtUp() {}

        @Override
        public void checkpointFailed(AmbrosiaException why) {
            failures++;
        }
    }
}
