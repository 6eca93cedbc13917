package org.ambrosia.acceptance;

import java.nio.charset.StandardCharsets;
import java.util.function.LongSupplier;
import java.util.random.RandomGenerator;

/**
 * Draws what a peer says that may have a link, and lies about everything else: frames that a coordinator must bear, and frames for which
 * it must close the link.
 */
final class HostileFrames {
    private static final int DEPOSIT = 1;
    private static final int NOISE = 2;
    private static final int ASK = 3;
    private static final int ASYNC = 0;
    private static final int FORK = 1;
    private static final long CALLER_EPOCH = Long.MAX_VALUE >> 1;
    private static final long FUTURE = Long.MAX_VALUE - 1;
    /** The answer to this call tells that everything before it was looked at. */
    private static final long LAST_CALL = 1L << 40;

    private final RandomGenerator random;
    private final String victim;
    private final String honest;
    private final LongSupplier openCall;
    private final boolean namesAreProved;
    private final LinkWire call = new LinkWire();
    private String name;
    private long incarnation;
    private long epoch;
    private long taken;
    private long impulses;
    private boolean resumed;
    /** The number of the last call of the victim that was received, by this name. */
    private long made;

    /**
     * Creates a source of frames.
     *
     * @param victim the instance that hears them
     * @param honest another party that it trusts
     * @param openCall about the id of a call that the victim has made to that party, and waits for
     * @param namesAreProved whether nobody can have another's name, so that it may be tried
     */
    HostileFrames(RandomGenerator random, String victim, String honest, LongSupplier openCall, boolean namesAreProved) {
        this.random = random;
        this.victim = victim;
        this.honest = honest;
        this.openCall = openCall;
        this.namesAreProved = namesAreProved;
    }

    /** A link begins: from now on this is said by this party, of which the victim has seen nothing. */
    void begin(String newName, long newIncarnation, long received) {
        name = newName;
        incarnation = newIncarnation;
        epoch = isClient() ? CALLER_EPOCH : random.nextLong(1, 100);
        made = received;
        taken = 0;
        impulses = 0;
        resumed = false;
    }

    boolean isClient() {
        return name.startsWith("~");
    }

    void greet(LinkWire out) {
        out.hello(name, victim, incarnation, epoch);
    }

    /** Says from where the victim may send, which is said once on a link. */
    void resume(LinkWire out) {
        resumed = true;
        out.resume(made, 0, 0, random.nextInt(8) == 0);
        out.durable(made, 0, 0);
    }

    /** A call that is answered, behind everything else; returns its id. */
    long lastCall(LinkWire out) {
        long id = LAST_CALL + random.nextLong(LAST_CALL);
        request(DEPOSIT, ASYNC, name, id).zz(0).zz(0).zz(0);
        out.calls(0, ++taken, 1, 0).call(call).end();
        return id;
    }

    /** A frame that changes nothing for anybody else, and does not close the link. */
    void harmless(LinkWire out) {
        switch (random.nextInt(16)) {
            case 0 -> out.begin(LinkWire.PING).end();
            case 1 -> out.begin(LinkWire.PING).bytes(noise(20)).end();
            case 2 -> out.durable(random.nextLong(made + 1), 0, 0);
            case 3 -> ifInstance(out, () -> out.begin(LinkWire.FAREWELL).end());
            case 4 -> again(out);
            case 5 -> reply(out, 1, random.nextLong(1, 1_000));
            case 6 -> reply(out, random.nextInt(1, 4), guess());
            case 7 -> reply(out, random.nextInt(4, 250), random.nextLong());
            case 8 ->
                ifInstance(out, () -> {
                    call.clear().u8(0).zz(NOISE).u8(2).zz(3).bytes(noise(3));
                    out.calls(epoch, ++impulses, 1, 0).call(call).end();
                });
            case 9 -> {
                request(random.nextInt(1, 8_192), random.nextInt(3, 200), "", 0).bytes(noise(30));
                one(out, 0);
            }
            case 10 -> {
                request(random.nextInt(1, 8_192), ASYNC, name, random.nextLong())
                        .bytes(noise(30));
                one(out, random.nextLong(FUTURE));
            }
            case 11 -> {
                request(DEPOSIT, ASYNC, name, random.nextLong(1, 100))
                        .zz(random.nextLong())
                        .zz(random.nextInt(3))
                        .zz(random.nextLong(1_000));
                one(out, 0);
            }
            case 12 -> fork(out, random.nextInt(200) == 0 ? ASK : DEPOSIT);
            case 13 -> many(out);
            default -> fork(out, NOISE);
        }
    }

    /** A frame for which the link must be closed, as the last of it; returns what it is. */
    String fatal(LinkWire out) {
        switch (random.nextInt(24)) {
            case 0 -> {
                greet(out);
                return "a second Hello";
            }
            case 1 -> {
                out.hello(honest, victim, incarnation, epoch);
                return "a Hello of another";
            }
            case 2 -> {
                out.resume(made, 0, 0, false).resume(made, 0, 0, false);
                return "a second Resume";
            }
            case 3 -> {
                request(NOISE, FORK, "", 0);
                out.calls(0, taken + 2 + random.nextLong(FUTURE - taken - 4), 1, 0)
                        .call(call)
                        .end();
                return "calls behind a gap";
            }
            case 4 -> {
                request(DEPOSIT, ASYNC, honest, guess()).zz(0).zz(0).zz(0);
                one(out, 0);
                return "a request of another";
            }
            case 5 -> {
                request(DEPOSIT, ASYNC, otherName(), random.nextLong());
                one(out, 0);
                return "a request of anybody";
            }
            case 6, 7, 8 -> {
                call.clear().u8(random.nextInt(1, 4)).string(honest).zz(guess()).zz(random.nextLong());
                one(out, 0);
                return "a reply of another";
            }
            case 9 -> {
                call.clear().u8(1).string(otherName()).zz(guess());
                one(out, 0);
                return "a reply of anybody";
            }
            case 10 -> {
                fork(out, NOISE);
                request(NOISE, FORK, "", 0);
                out.calls(Math.max(epoch + 1, random.nextLong(FUTURE)), 1, 1, 0)
                        .call(call)
                        .end();
                return "impulses of the future";
            }
            case 11 -> {
                out.durable(random.nextLong(1L << 32, FUTURE), 0, 0);
                return "a confirmation of what was never made";
            }
            case 12 -> {
                out.durable(0, FUTURE, random.nextLong(1, FUTURE));
                return "a confirmation of impulses of the future";
            }
            case 13 -> {
                out.refused(random.nextInt(5), "\nSEVERE: " + "forged ".repeat(random.nextInt(200)));
                return "a Refused";
            }
            case 14 -> {
                out.begin(random.nextBoolean() ? 0 : random.nextInt(8, 256))
                        .bytes(noise(40))
                        .end();
                return "an unknown frame";
            }
            case 15 -> {
                out.begin(LinkWire.PING).end().mutate(0, 1 + random.nextInt(255));
                return "a wrong checksum";
            }
            case 16 -> {
                out.i32(random.nextInt(Integer.MIN_VALUE, 4)).bytes(noise(100));
                return "a wrong length";
            }
            case 17 -> {
                out.i32(random.nextInt(1 << 25, Integer.MAX_VALUE)).bytes(noise(100));
                return "a length that is too large";
            }
            case 18 -> {
                out.calls(0, taken + 1, random.nextLong(2, 1 << 30), 0);
                request(NOISE, FORK, "", 0);
                out.call(call).end();
                return "fewer calls than said";
            }
            case 19 -> {
                request(NOISE, FORK, "", 0).zz(0);
                out.calls(0, taken + 1, 1, 0).call(call).call(call).end();
                return "more calls than said";
            }
            case 20 -> {
                out.calls(0, taken + 1, 1, 0)
                        .zz(random.nextInt(-5, 2))
                        .u8(random.nextInt(256))
                        .end();
                return "a call of no size";
            }
            case 21 -> {
                out.calls(0, taken + 1, 1, 0)
                        .zz(20)
                        .u8(1 + random.nextInt(255))
                        .bytes(new byte[19])
                        .end();
                return "what is no call";
            }
            case 22 -> {
                out.calls(random.nextLong(-5, 1), random.nextLong(-5, 1), random.nextLong(-5, 1), -1)
                        .end();
                return "numbers below the first";
            }
            default -> {
                if (resumed || isClient()) {
                    out.resume(made, 0, 0, false).resume(made, 0, 0, false);
                    return "a second Resume";
                }
                out.resume(0, FUTURE, random.nextLong(FUTURE), false);
                return "a history of the future";
            }
        }
    }

    /** The last frame of a link, which is like one that is right but for some bytes. Anything may come of it. */
    void mutated(LinkWire out) {
        switch (random.nextInt(6)) {
            case 0 -> greet(out);
            case 1 -> many(out);
            case 2 -> reply(out, random.nextInt(1, 4), guess());
            case 3 -> again(out);
            default -> fork(out, NOISE);
        }
        for (int left = random.nextInt(1, 4); left > 0; left--) {
            out.mutate(random.nextInt(1 << 10), 1 << random.nextInt(8));
        }
        if (random.nextInt(8) > 0) {
            out.seal();
        }
    }

    /** The beginning of a link that is never greeted as it must be; returns what it is. */
    String notGreeted(LinkWire out) {
        switch (random.nextInt(12)) {
            case 0 -> out.begin(LinkWire.PING).end();
            case 1 -> out.durable(0, 0, 0);
            case 2 -> out.resume(0, 0, 0, random.nextBoolean());
            case 3 -> fork(out, NOISE);
            case 4 -> out.begin(LinkWire.FAREWELL).end();
            case 5 -> out.refused(random.nextInt(5), "I say so");
            case 6 -> out.hello(name, random.nextBoolean() ? "" : otherName() + "?", incarnation, epoch);
            case 7 -> out.hello(victim, victim, incarnation, epoch);
            case 8 -> out.hello(name, victim, random.nextBoolean() ? FUTURE : -random.nextLong(FUTURE), epoch);
            // Without certificates whoever says so is the one; but a log that is older than the one that was met is
            // refused.
            case 9 -> out.hello(honest, victim, namesAreProved ? incarnation : 1, random.nextLong(FUTURE));
            case 10 -> out.hello("x\n" + "y".repeat(random.nextInt(3_000)), victim, incarnation, epoch);
            default ->
                out.bytes("GET / HTTP/1.1\r\nHost: vault\r\n\r\n".getBytes(StandardCharsets.US_ASCII))
                        .bytes(noise(200));
        }
        return "no greeting";
    }

    private long guess() {
        return Math.max(1, openCall.getAsLong() + random.nextLong(-8, 9));
    }

    private String otherName() {
        return switch (random.nextInt(6)) {
            case 0 -> "";
            case 1 -> victim;
            case 2 -> "~" + Long.toString(random.nextLong(FUTURE), 36);
            case 3 -> "z".repeat(random.nextInt(1, 5_000));
            case 4 -> name + "x";
            default -> new String(noise(30), StandardCharsets.ISO_8859_1) + "!";
        };
    }

    private byte[] noise(int most) {
        byte[] noise = new byte[random.nextInt(most)];
        random.nextBytes(noise);
        return noise;
    }

    private void ifInstance(LinkWire out, Runnable frame) {
        if (isClient()) {
            fork(out, NOISE);
        } else {
            frame.run();
        }
    }

    private LinkWire request(int method, int how, String caller, long callId) {
        call.clear().u8(0).zz(method).u8(how);
        return how == ASYNC ? call.string(caller).zz(callId) : call;
    }

    private void fork(LinkWire out, int method) {
        byte[] content = noise(40);
        request(method, FORK, "", 0).zz(content.length).bytes(content);
        one(out, 0);
    }

    private void reply(LinkWire out, int kind, long callId) {
        call.clear().u8(kind).string(name).zz(callId).zz(random.nextLong());
        one(out, 0);
    }

    private void one(LinkWire out, long sequence) {
        out.calls(0, ++taken, 1, epoch, sequence).call(call).end();
    }

    /** Numbers that were taken before, whatever they stand for now. */
    private void again(LinkWire out) {
        int count = (int) Math.min(taken, random.nextInt(1, 100));
        if (count == 0) {
            fork(out, NOISE);
            return;
        }
        out.calls(0, 1, count, random.nextLong(FUTURE))
                .bytes(noise(60))
                .bytes(new byte[count])
                .end();
    }

    private void many(LinkWire out) {
        int count = random.nextInt(2, 20);
        out.calls(0, taken + 1, count, 0);
        taken += count;
        for (int i = 0; i < count; i++) {
            byte[] content = noise(10);
            request(NOISE, FORK, "", 0).zz(content.length).bytes(content);
            out.call(call);
        }
        out.end();
    }
}
