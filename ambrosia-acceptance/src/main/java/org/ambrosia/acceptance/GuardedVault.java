package org.ambrosia.acceptance;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.locks.LockSupport;
import org.ambrosia.runtime.api.CallFailedException;

/**
 * Counts the deposits of those that know the secret, and asks a teller again and again for what nobody else can know. Keeps whatever is
 * wrong with either.
 */
final class GuardedVault extends VaultImmortal {
    private static final int MAX_OPEN = 8;
    private static final long PAUSE_NANOS = 1_000_000;

    private final transient long secret;
    private final Map<Integer, Long> deposits = new TreeMap<>();
    private final List<String> wrong = new ArrayList<>();
    private long strangers;
    private long noises;
    private long asked;
    private long answered;
    /** As of the last call, for another thread. */
    private transient volatile String report = "";

    private transient volatile long open;

    GuardedVault(long secret) {
        this.secret = secret;
    }

    /** What only those can know of a number that know the secret. */
    static long proof(long secret, long number) {
        long mixed = (secret ^ number) * 0x9e3779b97f4a7c15L;
        return (mixed ^ mixed >>> 29) * 0xbf58476d1ce4e5b9L;
    }

    /** What has come so far, and what was wrong. From any thread. */
    String report() {
        return report;
    }

    @Override
    protected void onBecomingPrimary() {
        note();
        Thread asks = new Thread(this::askAgainAndAgain, "asks");
        asks.setDaemon(true);
        asks.start();
    }

    @Override
    public long deposit(long given, int depositor, long number) {
        if (given != secret) {
            strangers++;
            return -1;
        }
        long count = deposits.merge(depositor, 1L, Long::sum);
        if (number != count) {
            wrong.add("deposit " + number + " of " + depositor + " came as number " + count);
        }
        note();
        return count;
    }

    @Override
    public int noise(byte[] anything) {
        noises++;
        return anything.length;
    }

    @Override
    public void ask() {
        long number = ++asked;
        TellerProxy.of(this, "teller")
                .proveAsync(number)
                .onResult(this::onProof, number)
                .onFailure(this::onFailure, number);
        note();
    }

    private void onProof(long found, long number) {
        answered++;
        if (found != proof(secret, number)) {
            wrong.add("the proof of " + number + " is forged");
        }
        note();
    }

    private void onFailure(CallFailedException failure, long number) {
        answered++;
        wrong.add("the proof of " + number + " failed: " + failure.remoteMessage());
        note();
    }

    private void note() {
        open = asked - answered;
        report = "deposits=" + deposits + " asked=" + asked + " answered=" + answered + " strangers=" + strangers
                + " noises=" + noises + " wrong=" + wrong;
    }

    private void askAgainAndAgain() {
        while (true) {
            if (open < MAX_OPEN) {
                self().askImpulse();
            }
            LockSupport.parkNanos(PAUSE_NANOS);
        }
    }
}
