package org.ambrosia.processor.declaration;

import javax.lang.model.element.Element;

/** Something that can't work, at the element that must be changed. The type that has it is not generated. */
final class Problem extends Exception {
    private static final long serialVersionUID = 1L;

    private final transient Element element;

    Problem(Element element, String message) {
        super(message);
        this.element = element;
    }

    Element element() {
        return element;
    }
}
