package org.ambrosia.benchmarks.roundtrip;

/** Answers with what it was given. */
final class EchoingEcho extends EchoImmortal {
    @Override
    public byte[] echo(byte[] payload) {
        return payload;
    }
}
