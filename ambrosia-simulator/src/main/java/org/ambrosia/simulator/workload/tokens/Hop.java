package org.ambrosia.simulator.workload.tokens;

import java.util.List;

/** How a token is passed on, as it follows from the token and the place where it is. */
sealed interface Hop {
    /** A fork. */
    record Pass(String destination, Token token) implements Hop {}

    /** An async call, whose answer brings another token to the caller. */
    record Visit(String destination, Token token, Token answer, boolean fails) implements Hop {}

    /** The handler fails at this point. */
    record Fail() implements Hop {}

    /** All hops that applying a token makes, in order. */
    static List<Hop> of(Token token, String here, List<String> relays) {
        if (token.hops() <= 0) {
            return List.of();
        }
        Token first = token.child(0);
        Token second = token.child(1);
        String near = relays.get(first.choice(relays.size()));
        String far = relays.get(second.choice(relays.size()));
        return switch (token.choice(10)) {
            case 0, 1, 2 -> List.of(new Pass(near, first));
            case 3, 4 -> List.of(new Pass(near, first), new Pass(far, second));
            case 5 -> List.of(new Pass(here, first));
            case 6, 7 -> List.of(new Visit(near, first, second, false));
            case 8 -> List.of(new Visit(near, first, second, true), new Pass(far, token.child(2)));
            default -> List.of(new Pass(near, first), new Fail());
        };
    }
}
