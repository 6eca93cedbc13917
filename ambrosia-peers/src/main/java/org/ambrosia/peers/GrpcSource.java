package org.ambrosia.peers;

import io.grpc.CallOptions;
import io.grpc.ManagedChannel;
import io.grpc.stub.ClientCallStreamObserver;
import io.grpc.stub.ClientCalls;
import io.grpc.stub.ClientResponseObserver;
import java.nio.ByteBuffer;
import java.util.concurrent.CountDownLatch;

/** Sends streams of calls by gRPC, of which the last is measured and the others are to warm up: {@code port payloadBytes calls warmups}. */
public final class GrpcSource {
    private GrpcSource() {}

    /** Runs until everything was taken. */
    public static void main(String[] args) throws InterruptedException {
        int payloadBytes = Integer.parseInt(args[1]);
        long calls = Long.parseLong(args[2]);
        ManagedChannel channel = Grpc.channel(args[0]);
        for (int left = Integer.parseInt(args[3]); left > 0; left--) {
            round(channel, payloadBytes, calls);
        }
        long begin = System.nanoTime();
        long taken = round(channel, payloadBytes, calls);
        System.out.println("RESULT " + taken + " " + (System.nanoTime() - begin));
        channel.shutdownNow();
    }

    private static long round(ManagedChannel channel, int payloadBytes, long calls) throws InterruptedException {
        Round round = new Round(payloadBytes, calls);
        ClientCalls.asyncClientStreamingCall(
                channel.newCall(Grpc.TAKE, CallOptions.DEFAULT.withOnReadyThreshold(Grpc.READY_BYTES)), round);
        round.done.await();
        return round.taken;
    }

    /** Sends whenever gRPC says that it can take more, as its documentation of flow control has it. */
    private static final class Round implements ClientResponseObserver<byte[], byte[]> {
        private final CountDownLatch done = new CountDownLatch(1);
        private final byte[] payload;
        private long left;
        private long taken;

        Round(int payloadBytes, long calls) {
            this.payload = new byte[payloadBytes];
            this.left = calls;
        }

        @Override
        public void beforeStart(ClientCallStreamObserver<byte[]> stream) {
            stream.setOnReadyHandler(() -> {
                while (left > 0 && stream.isReady()) {
                    stream.onNext(payload);
                    if (--left == 0) {
                        stream.onCompleted();
                    }
                }
            });
        }

        @Override
        public void onNext(byte[] answer) {
            taken = ByteBuffer.wrap(answer).getLong();
        }

        @Override
        public void onError(Throwable failure) {
            failure.printStackTrace();
            System.exit(1);
        }

        @Override
        public void onCompleted() {
            done.countDown();
        }
    }
}
