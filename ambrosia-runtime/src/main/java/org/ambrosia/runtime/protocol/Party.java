package org.ambrosia.runtime.protocol;

/**
 * The party at one end of a link: an instance, or an outside caller, which is a program that is none. What differs between the two is here;
 * their names tell them apart.
 */
public sealed interface Party {
    /** Returns the party of this name, which is not checked. */
    static Party of(String name) {
        return CallerName.isCaller(name) ? new OutsideCaller(name) : new Instance(name);
    }

    /** Returns the name. */
    String name();

    /**
     * Returns whether it has a log. Then its history is compared with what others remember of it, its impulses are numbered by its epochs, and
     * it makes calls again when it recovers. A party without one has to be registered before it may call, and says farewell.
     */
    boolean hasLog();

    /** Returns whether it has an address at which others dial it. */
    boolean isDialled();

    /** Returns the name that its certificate has to be for, where links are encrypted. */
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
     * @param name one that was never used before
     */
    record OutsideCaller(String name) implements Party {
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
            return CallerName.CERTIFIED;
        }
    }
}
