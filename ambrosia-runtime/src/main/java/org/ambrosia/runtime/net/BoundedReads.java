package org.ambrosia.runtime.net;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.channel.AdaptiveRecvByteBufAllocator;
import io.netty.channel.RecvByteBufAllocator;
import java.util.function.BooleanSupplier;

/**
 * The amount that is read at once: as {@link SocketThread#READS}, but little when too much waits
 * already. A link on which reading has stopped may be read once more all the same, if data had come
 * on it before.
 */
final class BoundedReads extends AdaptiveRecvByteBufAllocator {
    private static final int LITTLE_BYTES = 1 << 10;

    private final BooleanSupplier full;

    BoundedReads(BooleanSupplier full) {
        super(SocketThread.MIN_READ_BYTES, SocketThread.FIRST_READ_BYTES, SocketThread.MAX_READ_BYTES);
        this.full = full;
    }

    @Override
    @SuppressWarnings("deprecation") // of the method that this overrides: there is no other
    public RecvByteBufAllocator.Handle newHandle() {
        return new RecvByteBufAllocator.DelegatingHandle(super.newHandle()) {
            @Override
            public ByteBuf allocate(ByteBufAllocator allocator) {
                return full.getAsBoolean() ? allocator.ioBuffer(LITTLE_BYTES) : super.allocate(allocator);
            }
        };
    }
}
