/** The server of Hello World: an API that clients are built with, and the immortal behind it. */
module org.ambrosia.helloworld.server {
    requires transitive org.ambrosia.runtime;

    exports org.ambrosia.helloworld.server.api;

    opens org.ambrosia.helloworld.server to
            org.ambrosia.runtime;
}
