/**
 * Hosts immortals: the coordinator with its log and links, and the binding that runs the application's objects. Start with
 * {@link org.ambrosia.runtime.Ambrosia}.
 */
module org.ambrosia.runtime {
    requires transitive org.ambrosia.annotations;
    requires com.esotericsoftware.kryo;
    requires org.objenesis;
    requires io.netty.buffer;
    requires io.netty.codec;
    requires io.netty.common;
    requires io.netty.transport;
    requires info.picocli;
    requires jdk.unsupported;

    exports org.ambrosia.runtime;
    exports org.ambrosia.runtime.api;
    exports org.ambrosia.runtime.generated;
    exports org.ambrosia.runtime.log;
    exports org.ambrosia.runtime.registry;

    opens org.ambrosia.runtime.cli to
            info.picocli;
}
