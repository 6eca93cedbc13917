/**
 * The application's side: executes what is delivered, in its order, and collects what the immortal
 * sends. Knows nothing of logs and links; it sends messages through a {@link
 * org.ambrosia.runtime.binding.BindingPort}. One thread drives a binding; only impulses may come
 * from others. {@code CoordinatorSession} is the view that an application in a process of its own
 * has of its coordinators, one after the other.
 */
package org.ambrosia.runtime.binding;
