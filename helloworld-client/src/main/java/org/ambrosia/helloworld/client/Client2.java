package org.ambrosia.helloworld.client;

import org.ambrosia.annotations.Immortal;
import org.ambrosia.annotations.Impulse;

/** Handling what is not deterministic: lines from a keyboard come in as impulses. */
@Immortal
interface Client2 {
    /** A line was typed. */
    @Impulse
    void receiveKeyboardInput(String text);
}
