package org.ambrosia.runtime.net;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.ambrosia.runtime.thread.ArrayPool;
import org.junit.jupiter.api.Test;

class FrameAssemblerTest {
    @Test
    void framesAreTheSameHoweverTheyAreCutUp() {
        Random random = new Random(1);
        for (int run = 0; run < 50; run++) {
            List<byte[]> sent = new ArrayList<>();
            ByteBuf wire = Unpooled.buffer();
            for (int size : new int[] {0, 1, 5, 1_000, 200_000, 3, 1_000_000}) {
                byte[] frame = new byte[size];
                random.nextBytes(frame);
                sent.add(frame);
                wire.writeIntLE(size).writeBytes(frame);
            }
            assertThat(receive(wire, random))
                    .usingElementComparator(Arrays::compare)
                    .isEqualTo(sent);
        }
    }

    private static List<byte[]> receive(ByteBuf wire, Random random) {
        ArrayPool arrays = new ArrayPool(2);
        FrameAssembler frames = new FrameAssembler(1_000_000, arrays);
        List<byte[]> received = new ArrayList<>();
        while (wire.isReadable()) {
            int most = random.nextBoolean() ? 5 : 300_000;
            ByteBuf piece = wire.readSlice(1 + random.nextInt(Math.min(most, wire.readableBytes())));
            for (byte[] frame = frames.next(piece); frame != null; frame = frames.next(piece)) {
                received.add(Arrays.copyOf(frame, frames.lastLength()));
                arrays.give(frame);
            }
            assertThat(piece.isReadable()).isFalse();
        }
        return received;
    }
}
