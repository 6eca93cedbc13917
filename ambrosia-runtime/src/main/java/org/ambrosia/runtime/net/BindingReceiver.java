package org.ambrosia.runtime.net;

import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.SimpleChannelInboundHandler;
import java.util.Map;
import org.ambrosia.runtime.api.AmbrosiaException;
import org.ambrosia.runtime.api.ErrorTag;
import org.ambrosia.runtime.protocol.Attachment;
import org.ambrosia.runtime.protocol.BindingHello;
import org.ambrosia.runtime.protocol.OutputDecoder;
import org.ambrosia.runtime.thread.ArrayPool;

/**
 * A first connection to a {@link BindingServer}. Reads what an application sends, or a process that
 * claims to be one. On the server's thread.
 */
@SuppressWarnings("FutureReturnValueIgnored")
final class BindingReceiver extends SimpleChannelInboundHandler<ByteBuf> implements OutputDecoder.Sink {
    private static final int MAX_BYTES_BEFORE = 1 << 20;

    private final BindingServer server;
    private final Channel channel;
    private final OutputDecoder decoder;
    private BindingHello hello;
    private Attachment attachment;
    private boolean counted;
    private BindingConnection connection;
    private OutputDecoder.Sink sink;
    private int bytesBefore;
    private boolean closed;

    /**
     * Creates a reader of this connection.
     *
     * @param server receives the results
     * @param maxMessageBytes the largest message that is accepted
     * @param arrays where arrays for what is read are taken from
     */
    BindingReceiver(BindingServer server, Channel channel, int maxMessageBytes, ArrayPool arrays) {
        this.server = server;
        this.channel = channel;
        this.decoder = new OutputDecoder(maxMessageBytes, arrays::take, this);
    }

    Channel channel() {
        return channel;
    }

    /** Returns the application's announcement; null if it has not announced itself. */
    BindingHello hello() {
        return hello;
    }

    /** Returns what the application brings; complete when {@link #isComplete} returns true. */
    Attachment attachment() {
        return attachment;
    }

    /**
     * Returns whether the application has announced itself, and has sent everything about what it
     * brings.
     */
    boolean isComplete() {
        return hello != null && (counted || !(attachment instanceof Attachment.Resuming));
    }

    /**
     * Returns the application's two connections; null until both are known to be the same
     * application's.
     */
    BindingConnection connection() {
        return connection;
    }

    /** Called when this connection is the application's from now on. */
    void greeted(BindingConnection both) {
        connection = both;
    }

    /** Closes the connection; the server is not notified of anything more. */
    void close() {
        closed = true;
        channel.close();
    }

    @Override
    protected void channelRead0(ChannelHandlerContext context, ByteBuf bytes) {
        if (closed) {
            return;
        }
        if (connection == null) {
            bytesBefore += bytes.readableBytes();
            if (bytesBefore > MAX_BYTES_BEFORE) {
                server.failed(this, "it sends much before it was greeted");
                return;
            }
        }
        decoder.read(bytes.nioBuffer());
    }

    @Override
    public void channelInactive(ChannelHandlerContext context) {
        if (!closed) {
            server.ended(this);
        }
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
        if (!closed) {
            boolean known = cause instanceof AmbrosiaException || cause.getCause() instanceof AmbrosiaException;
            server.failed(this, known ? cause.getMessage() : null);
        }
    }

    private OutputDecoder.Sink sink() {
        if (connection == null) {
            throw new AmbrosiaException(
                    ErrorTag.BINDING_REFUSED, "It spoke before it was spoken to, without announcing itself.");
        }
        if (sink == null) {
            sink = server.output(this);
        }
        return sink;
    }

    @Override
    public void messages(byte[] bytes, int offset, int length) {
        sink().messages(bytes, offset, length);
    }

    @Override
    public void checkpoint(byte[] application) {
        sink().checkpoint(application);
    }

    @Override
    public void hello(BindingHello said) {
        if (hello != null || connection != null) {
            throw new AmbrosiaException(ErrorTag.BINDING_REFUSED, "It announced itself twice.");
        }
        hello = said;
        attachment = said.attachment();
        server.announced(this);
    }

    @Override
    public void made(Map<String, Long> calls) {
        if (connection != null || !(attachment instanceof Attachment.Resuming resuming)) {
            throw new AmbrosiaException(ErrorTag.BINDING_REFUSED, "It counts its calls where it should not.");
        }
        attachment = resuming.withMade(calls);
        counted = true;
    }

    @Override
    public void echo(long said) {
        server.echo(this, said);
    }

    @Override
    public void caughtUp() {
        sink().caughtUp();
    }

    @Override
    public void checkpointFailed(AmbrosiaException why) {
        sink().checkpointFailed(why);
    }
}
