/**
 * The bytes: varints, messages, calls, records, peer frames, and their checksums. Values in, bytes
 * out, and back; nothing here keeps state between calls, does I/O, or decides anything. Every
 * decoder limits every length to the bytes that are really there, and reports malformed bytes as a
 * {@link org.ambrosia.runtime.api.MalformedDataException}.
 *
 * <p>Messages and calls are laid out as in the published AMBROSIA client protocol, so that the log
 * contains what a binding is sent. Formats are drawn in {@code docs/reference/log-format.md}.
 */
package org.ambrosia.runtime.protocol;
