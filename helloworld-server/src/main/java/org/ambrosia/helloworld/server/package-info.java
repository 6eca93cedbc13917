/** The Hello World server, as a user would write it. */
package org.ambrosia.helloworld.server;
