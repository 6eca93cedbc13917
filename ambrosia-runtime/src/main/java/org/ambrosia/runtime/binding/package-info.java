/**
 * The application's side: executes what is delivered, in its order, and gathers what the immortal sends. Knows nothing of
 * logs and links; speaks in messages, by a {@link org.ambrosia.runtime.binding.BindingPort}. One thread drives a binding;
 * only impulses may come from others. {@code CoordinatorSession} is what an application in a process of its own knows of its
 * coordinators, one after the other.
 */
package org.ambrosia.runtime.binding;
