package org.ambrosia.runtime.protocol;

/**
 * The party at one end of a link: an instance, or a client, which is a program that is no
 * instance. This type contains the differences between the two. Their names distinguish them.
 */
public sealed interface Party {
    /** Returns the party of this name, which is not checked. */
    static Party of(String name) {
        return ClientName.isClient(name) ? new AmbrosiaClient(name) : new Instance(name);
    }

    /** Returns the name. */
    String name();

    /**
     * Returns whether the party has a log. Others compare the history of such a party with what
     * they remember of it. Its epochs number its impulses, and it makes calls again when it
     * recovers. A party without a log must be registered before it may call, and it sends a
     * farewell.
     */
    boolean hasLog();

    /** Returns whether the party has an address at which others dial it. */
    boolean isDialled();

    /** Returns the name that must be in its certificate, where links are encrypted. */
    String certifiedName();

    /**
     * An immortal and its coordinator.
     *
     * @param name its name
     */
    record Instance(String name) implements Party {
        @Override
        public boolean hasLog() {
            return true;
        }

        @Override
        public boolean isDialled() {
            return true;
        }

        @Override
        public String certifiedName() {
            return name;
        }
    }

    /**
     * A program that calls instances without being one. It lives as long as its process.
     *
     * @param name a name that was never used before
     */
    record AmbrosiaClient(String name) implements Party {
        @Override
        public boolean hasLog() {
            return false;
        }

        @Override
        public boolean isDialled() {
            return false;
        }

        @Override
        public String certifiedName() {
            return ClientName.CERTIFIED;
        }
    }
}
