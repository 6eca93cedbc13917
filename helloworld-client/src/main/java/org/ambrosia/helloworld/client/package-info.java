/** The Hello World clients, as a user would write them: the basics, outside information, and responses. */
package org.ambrosia.helloworld.client;
