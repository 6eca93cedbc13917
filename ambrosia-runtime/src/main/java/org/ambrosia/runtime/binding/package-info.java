/**
 * The application's side: executes what is delivered, in its order, and gathers what the immortal sends. Knows nothing of
 * logs and links; speaks in messages, by a {@link org.ambrosia.runtime.binding.BindingPort}. One thread drives a binding;
 * only impulses may come from others.
 */
package org.ambrosia.runtime.binding;
