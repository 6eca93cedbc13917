package org.ambrosia.peers;

import io.grpc.MethodDescriptor;
import io.grpc.MethodDescriptor.MethodType;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;

/** A gRPC service whose messages are bytes, which saves it the work of Protocol Buffers. */
final class Grpc {
    static final String SERVICE = "sink";

    /** A stream of calls, answered by how many there were. */
    static final MethodDescriptor<byte[], byte[]> TAKE = MethodDescriptor.<byte[], byte[]>newBuilder()
            .setType(MethodType.CLIENT_STREAMING)
            .setFullMethodName(MethodDescriptor.generateFullMethodName(SERVICE, "take"))
            .setRequestMarshaller(new Bytes())
            .setResponseMarshaller(new Bytes())
            .build();

    private Grpc() {}

    private static final class Bytes implements MethodDescriptor.Marshaller<byte[]> {
        /** gRPC knows the length of this kind of stream, and makes one copy. */
        @Override
        public InputStream stream(byte[] value) {
            return new ByteArrayInputStream(value);
        }

        @Override
        public byte[] parse(InputStream stream) {
            try {
                return stream.readNBytes(stream.available());
            } catch (IOException broken) {
                throw new UncheckedIOException(broken);
            }
        }
    }
}
