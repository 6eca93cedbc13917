/**
 * Hosts immortals: the coordinator with its log and links, and the binding that runs the application's objects. Start with
 * {@link org.ambrosia.runtime.Ambrosia}.
 */
module org.ambrosia.runtime {
    requires transitive org.ambrosia.annotations;
    requires static transitive org.jspecify;
    requires com.esotericsoftware.kryo;
    requires org.objenesis;
    requires io.netty.buffer;
    requires io.netty.codec;
    requires io.netty.common;
    requires io.netty.transport;
    requires com.google.gson;
    requires info.picocli;
    requires io.netty.handler;
    requires jdk.unsupported;

    exports org.ambrosia.runtime;
    exports org.ambrosia.runtime.api;
    exports org.ambrosia.runtime.codegen;
    exports org.ambrosia.runtime.log;
    exports org.ambrosia.runtime.registry;

    opens org.ambrosia.runtime.cli to
            info.picocli;
    opens org.ambrosia.runtime.log to
            com.google.gson;

    uses org.ambrosia.runtime.log.LogEngineProvider;
    uses org.ambrosia.runtime.registry.RegistryProvider;

    provides org.ambrosia.runtime.log.LogEngineProvider with
            org.ambrosia.runtime.log.file.FileLogEngineProvider;
}
