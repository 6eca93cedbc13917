package org.ambrosia.runtime.net;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import org.ambrosia.runtime.api.ErrorTag;
import org.ambrosia.runtime.protocol.BindingHello;

/** Decides which application a coordinator lets in. */
final class BindingAdmission {
    private final String instance;
    private final byte[] token;

    /**
     * Creates the rule for one coordinator.
     *
     * @param token the secret that an application must present; empty if any application may
     *     connect
     */
    BindingAdmission(String instance, String token) {
        this.instance = instance;
        this.token = token.getBytes(StandardCharsets.UTF_8);
    }

    boolean wantsToken() {
        return token.length > 0;
    }

    /**
     * Returns the reason to refuse an application that announced itself, for both sides to read;
     * null to admit it.
     */
    String whyRefused(BindingHello hello) {
        if (wantsToken() && !MessageDigest.isEqual(token, hello.token().getBytes(StandardCharsets.UTF_8))) {
            return refused("The application's token is wrong (instance=" + instance
                    + "). Start it with the coordinator's registry directory, where the token is: -Dambrosia.registry=DIR"
                    + " or AMBROSIA_REGISTRY.");
        }
        if (!hello.instance().equals(instance)) {
            return refused("This is the coordinator of \"" + instance + "\", the application is \"" + hello.instance()
                    + "\". Correct the ports: the application's receive port is its coordinator's send port.");
        }
        if (!hello.isUnderstood()) {
            return refused(BindingHello.noCommonVersion(
                    hello.minVersion(), hello.version(), BindingHello.MIN_VERSION, BindingHello.VERSION));
        }
        return null;
    }

    private static String refused(String why) {
        return "[Ambrosia/" + ErrorTag.BINDING_REFUSED + "] " + why;
    }
}
