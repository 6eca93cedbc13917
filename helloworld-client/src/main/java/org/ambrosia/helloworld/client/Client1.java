package org.ambrosia.helloworld.client;

import org.ambrosia.annotations.Immortal;

/** The basics: nobody calls this client. */
@Immortal
interface Client1 {}
