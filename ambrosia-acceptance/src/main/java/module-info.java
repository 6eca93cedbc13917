/** Programs that the acceptance tests run as processes, kill, and start again. Not part of a release. */
module org.ambrosia.acceptance {
    requires java.logging;
    requires org.ambrosia.runtime;

    opens org.ambrosia.acceptance to
            org.ambrosia.runtime;
}
