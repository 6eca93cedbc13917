/** Programs that measure, and that show by their totals that nothing was lost or doubled. Not part of a release. */
module org.ambrosia.benchmarks {
    requires info.picocli;
    requires java.logging;
    requires java.management;
    requires jdk.management;
    requires jdk.unsupported;
    requires org.ambrosia.runtime;

    opens org.ambrosia.benchmarks.cli to
            info.picocli;
    opens org.ambrosia.benchmarks.oneway to
            org.ambrosia.runtime;
    opens org.ambrosia.benchmarks.roundtrip to
            org.ambrosia.runtime;
    opens org.ambrosia.benchmarks.scale to
            org.ambrosia.runtime;
    opens org.ambrosia.benchmarks.state to
            org.ambrosia.runtime;
    opens org.ambrosia.benchmarks.steady to
            org.ambrosia.runtime;
    opens org.ambrosia.benchmarks.pti to
            info.picocli,
            org.ambrosia.runtime;
}
