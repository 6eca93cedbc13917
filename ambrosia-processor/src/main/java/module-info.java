/** Generates proxies, dispatchers and base classes for immortal interfaces. Exports nothing: it is a processor. */
module org.ambrosia.processor {
    requires java.compiler;
    requires org.ambrosia.annotations;
    requires com.palantir.javapoet;
    requires static com.google.auto.service;

    provides javax.annotation.processing.Processor with
            org.ambrosia.processor.ImmortalProcessor;
}
