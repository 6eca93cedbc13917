/** Where instances find each other: who is primary, and how it is reached. */
package org.ambrosia.runtime.registry;
