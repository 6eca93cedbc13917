package org.ambrosia.runtime.net;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFutureListener;
import org.ambrosia.runtime.protocol.Attachment;
import org.ambrosia.runtime.protocol.CoordinatorRecord;
import org.ambrosia.runtime.protocol.Delivery;
import org.ambrosia.runtime.protocol.RecordEncoder;

/**
 * The two sockets of one application that has connected to its coordinator. May be used from any
 * thread.
 */
@SuppressWarnings("FutureReturnValueIgnored")
public final class BindingConnection {
    private final Channel receiving;
    private final Channel sending;
    private final Attachment attachment;
    private final RecordEncoder encoder;
    private final BindingServer.Listener listener;

    BindingConnection(
            Channel receiving,
            Channel sending,
            Attachment attachment,
            RecordEncoder encoder,
            BindingServer.Listener listener) {
        this.receiving = receiving;
        this.sending = sending;
        this.attachment = attachment;
        this.encoder = encoder;
        this.listener = listener;
    }

    /** Returns what the application brought. */
    public Attachment attachment() {
        return attachment;
    }

    /** Sends a record, at the latest when {@link #flush} is called. */
    public void send(CoordinatorRecord record) {
        if (record instanceof Delivery.Messages messages) {
            ByteBuf bytes = Unpooled.wrappedBuffer(
                    Unpooled.wrappedBuffer(encoder.header(messages, attachment.isAnnounced())),
                    Unpooled.wrappedBuffer(messages.bytes(), messages.offset(), messages.length()));
            sending.write(bytes).addListener(done -> {
                if (done.isSuccess()) {
                    listener.written(this, messages);
                }
            });
        } else if (record instanceof Delivery.Restore restore) {
            if (attachment.isAnnounced()) {
                write(encoder.restoring(restore));
            }
            write(encoder.encode(restore));
            write(restore.application());
        } else {
            write(encoder.encode(record));
        }
    }

    /** Sends what was written. */
    public void flush() {
        sending.flush();
    }

    /** Sends the reason to the application, if it can receive one, and closes the connection. */
    public void refuse(String message) {
        if (attachment.isAnnounced()) {
            write(encoder.encode(new CoordinatorRecord.Refused(message)));
        }
        sending.writeAndFlush(Unpooled.EMPTY_BUFFER).addListener(ChannelFutureListener.CLOSE);
    }

    /** Closes the connection; the application may come back at once. */
    public void close() {
        sending.close();
    }

    /** Runs an action on the connection's thread. */
    public void execute(Runnable action) {
        receiving.eventLoop().execute(action);
    }

    /** Sets whether the application is read from; while it is not, it has to wait. */
    public void reading(boolean wanted) {
        receiving.config().setAutoRead(wanted);
    }

    private void write(byte[] bytes) {
        sending.write(Unpooled.wrappedBuffer(bytes), sending.voidPromise());
    }
}
