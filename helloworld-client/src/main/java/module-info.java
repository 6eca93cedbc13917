/** The three clients of Hello World. */
module org.ambrosia.helloworld.client {
    requires org.ambrosia.helloworld.server;
    requires org.ambrosia.runtime;

    opens org.ambrosia.helloworld.client to
            org.ambrosia.runtime;
}
