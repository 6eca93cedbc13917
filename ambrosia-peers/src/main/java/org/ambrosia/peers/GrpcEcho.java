package org.ambrosia.peers;

import io.grpc.ServerServiceDefinition;
import io.grpc.stub.ServerCalls;
import java.io.IOException;

/** Answers calls by gRPC. */
public final class GrpcEcho {
    private GrpcEcho() {}

    /** Runs until killed. */
    public static void main(String[] args) throws IOException, InterruptedException {
        Grpc.serve(ServerServiceDefinition.builder(Grpc.SERVICE)
                .addMethod(Grpc.ECHO, ServerCalls.asyncUnaryCall((payload, answer) -> {
                    answer.onNext(payload);
                    answer.onCompleted();
                }))
                .build());
    }
}
