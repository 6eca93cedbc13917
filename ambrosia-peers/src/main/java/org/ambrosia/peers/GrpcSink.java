package org.ambrosia.peers;

import io.grpc.Server;
import io.grpc.ServerServiceDefinition;
import io.grpc.netty.shaded.io.grpc.netty.NettyServerBuilder;
import io.grpc.stub.ServerCalls;
import io.grpc.stub.StreamObserver;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;

/** Takes a stream of calls by gRPC. */
public final class GrpcSink {
    private GrpcSink() {}

    /** Runs until killed. */
    public static void main(String[] args) throws IOException, InterruptedException {
        Server server = NettyServerBuilder.forAddress(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0))
                .addService(ServerServiceDefinition.builder(Grpc.SERVICE)
                        .addMethod(Grpc.TAKE, ServerCalls.asyncClientStreamingCall(GrpcSink::count))
                        .build())
                .build()
                .start();
        System.out.println("READY " + server.getPort());
        server.awaitTermination();
    }

    private static StreamObserver<byte[]> count(StreamObserver<byte[]> answer) {
        return new StreamObserver<>() {
            private long calls;

            @Override
            public void onNext(byte[] payload) {
                calls++;
            }

            @Override
            public void onError(Throwable failure) {
                failure.printStackTrace();
            }

            @Override
            public void onCompleted() {
                answer.onNext(ByteBuffer.allocate(Long.BYTES).putLong(calls).array());
                answer.onCompleted();
            }
        };
    }
}
