package org.ambrosia.processor.declaration;

/** The declaration names a type that may be generated in this round: it is to be read again in the next. */
final class NotYet extends Exception {
    private static final long serialVersionUID = 1L;
}
