package org.ambrosia.peers;

import io.grpc.CallOptions;
import io.grpc.ManagedChannel;
import io.grpc.stub.ClientCalls;
import io.grpc.stub.StreamObserver;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.ambrosia.benchmarks.report.RoundTrips;

/** Asks by gRPC in two rounds, the first to warm up, with some calls under way at a time: {@code port payloadBytes calls outstanding}. */
public final class GrpcAsker {
    private final ManagedChannel channel;
    private final byte[] payload;
    private final RoundTrips trips;
    private final AtomicInteger left;
    private final CountDownLatch done = new CountDownLatch(1);

    private GrpcAsker(ManagedChannel channel, byte[] payload, RoundTrips trips, int calls) {
        this.channel = channel;
        this.payload = payload;
        this.trips = trips;
        this.left = new AtomicInteger(calls);
    }

    /** Runs until everything was answered. */
    public static void main(String[] args) throws InterruptedException {
        ManagedChannel channel = Grpc.channel(args[0]);
        byte[] payload = new byte[Integer.parseInt(args[1])];
        int calls = Integer.parseInt(args[2]);
        int outstanding = Integer.parseInt(args[3]);
        RoundTrips trips = new RoundTrips(calls);
        for (int round = 0; round < 2; round++) {
            trips.begin();
            GrpcAsker asker = new GrpcAsker(channel, payload, trips, calls);
            for (int i = 0; i < outstanding; i++) {
                asker.ask();
            }
            asker.done.await();
        }
        System.out.println(trips.result());
        channel.shutdownNow();
    }

    /** Each answer makes the next call. */
    private void ask() {
        if (left.getAndDecrement() <= 0) {
            return;
        }
        long made = System.nanoTime();
        ClientCalls.asyncUnaryCall(channel.newCall(Grpc.ECHO, CallOptions.DEFAULT), payload, new StreamObserver<>() {
            @Override
            public void onNext(byte[] answer) {
                if (trips.answered(made)) {
                    done.countDown();
                }
            }

            @Override
            public void onError(Throwable failure) {
                failure.printStackTrace();
                System.exit(1);
            }

            @Override
            public void onCompleted() {
                ask();
            }
        });
    }
}
