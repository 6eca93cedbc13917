package org.ambrosia.peers;

import io.grpc.ServerServiceDefinition;
import io.grpc.stub.ServerCalls;
import io.grpc.stub.StreamObserver;
import java.io.IOException;
import java.nio.ByteBuffer;

/** Takes a stream of calls by gRPC. */
public final class GrpcSink {
    private GrpcSink() {}

    /** Runs until killed. */
    public static void main(String[] args) throws IOException, InterruptedException {
        Grpc.serve(ServerServiceDefinition.builder(Grpc.SERVICE)
                .addMethod(Grpc.TAKE, ServerCalls.asyncClientStreamingCall(GrpcSink::count))
                .build());
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
