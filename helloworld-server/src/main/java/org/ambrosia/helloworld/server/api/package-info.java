/** What clients of the Hello World server are built with: its interface, and the one that it answers to. */
package org.ambrosia.helloworld.server.api;
