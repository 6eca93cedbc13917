/**
 * The annotations with which a developer marks an immortal's interface. Nothing else, and no
 * dependency.
 */
module org.ambrosia.annotations {
    exports org.ambrosia.annotations;
}
